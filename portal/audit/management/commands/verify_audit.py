from datetime import UTC

from django.core.management.base import BaseCommand, CommandError

from portal.audit.models import AuditEvent
from portal.audit.services import digest


class Command(BaseCommand):
    help = "Walk the audit chain and name the first row that does not fit."

    def handle(self, *args: object, **options: object) -> None:
        previous, rows = "", 0
        for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=2000):
            event.at = event.at.astimezone(UTC)
            if event.previous_hash != previous:
                raise CommandError(f"Row {event.pk}: the row before it was changed or taken out.")
            if event.hash != digest(event):
                raise CommandError(f"Row {event.pk}: its content was changed after it was written.")
            previous, rows = event.hash, rows + 1
        self.stdout.write(f"{rows} rows, the chain is whole.")
