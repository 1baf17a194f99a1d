from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.removal import sample_remove
from portal.refusals import Refused


class Command(BaseCommand):
    help = "Take the sample authority away, with everything made while it was loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it; without this only say so")

    def handle(self, *args: object, yes: bool, **options: object) -> None:
        if not yes:
            raise CommandError(
                "Lệnh này xóa toàn bộ dữ liệu minh họa và mọi việc đã làm trên đó. "
                "Chạy lại với --yes để xóa."
            )
        try:
            files = sample_remove()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Đã xóa dữ liệu minh họa và {files} tệp.")
