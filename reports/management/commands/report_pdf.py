import os
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.collecting import collect
from reports.render import Paper, render_pdf
from reports.scope import of_rollout
from reports.services import verify_url
from training.models import Rollout

# Such a file was never issued, so no code leads to it.
NOT_ISSUED = "BAN-NHAP"


class Command(BaseCommand):
    help = "Write the completion report of a rollout to a PDF file, without issuing it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rollout", type=int)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--as-of", help="ISO date and time; now when left out")

    def handle(
        self, *args: object, rollout: int, out: Path, as_of: str | None, **options: object
    ) -> None:
        if not Rollout.objects.exclude(issued_at=None).filter(pk=rollout).exists():
            raise CommandError(f"Không có đợt triển khai đã giao mang số {rollout}.")
        snapshot = collect(of_rollout(rollout, _moment(as_of)))
        paper = Paper(code=NOT_ISSUED, verify_url=verify_url(NOT_ISSUED), is_draft=True)
        pdf = render_pdf(snapshot, paper)
        unfinished = out.with_name(out.name + ".unfinished")
        try:
            unfinished.write_bytes(pdf)
            os.replace(unfinished, out)
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {out}: {error.strerror}.") from error
        self.stdout.write(f"{out}: {len(pdf)} byte, {len(snapshot.rows)} việc giao.")


def _moment(text: str | None) -> datetime:
    if not text:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"Thời điểm không đúng: {text}. Ví dụ: 2026-11-20T17:00.") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
