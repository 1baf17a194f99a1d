from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.demo.loading import sample_load
from portal.units.models import Authority


class Command(BaseCommand):
    help = "Load the sample authority, Huyện Mẫu, into an empty database."

    def handle(self, *args: object, **options: object) -> None:
        authority = Authority.objects.first()
        if authority:
            which = "dữ liệu minh họa" if authority.is_sample else authority.full_name
            self.stdout.write(f"Cơ sở dữ liệu đã có {which}; không nạp thêm.")
            return
        self.stdout.write("Nạp dữ liệu minh họa (Huyện Mẫu)…")
        self.stdout.flush()
        sample_load(today=timezone.localdate())
        self.stdout.write("Đã nạp dữ liệu minh họa.")
