from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.demo.removal import sample_remove
from portal.demo.scale.loading import how_many, is_loaded, scale_load
from portal.demo.scale.sizes import Sizes
from portal.refusals import Refused


class Command(BaseCommand):
    help = (
        "Fill an empty database with an invented province of any size, to see how the portal bears "
        "it. Takes minutes at full size."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--units", type=int, default=10_000, help="units that are given work")
        parser.add_argument(
            "--tasks",
            type=int,
            default=50,
            help="assignments of each: tasks, and periods of those that recur",
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, other lives")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day the history leads up to"
        )
        parser.add_argument("--remove", action="store_true", help="take all of it away again")
        parser.add_argument("--yes", action="store_true", help="with --remove: do it")

    def handle(self, *args: object, remove: bool, yes: bool, **options: object) -> None:
        try:
            if remove:
                self._remove(yes)
            else:
                self._load(options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _load(self, options: dict) -> None:
        sizes = Sizes(
            units=options["units"],
            tasks=options["tasks"],
            seed=options["seed"],
            today=options["today"] or timezone.localdate(),
        )
        loaded = scale_load(sizes, self._tell)
        said = "Đã nạp dữ liệu thử quy mô" if loaded else "Dữ liệu thử quy mô đã có từ trước"
        self.stdout.write(f"{said}: {how_many()}.")

    def _remove(self, yes: bool) -> None:
        if not is_loaded():
            raise CommandError("Cơ sở dữ liệu này không chứa dữ liệu thử quy mô; không xóa gì.")
        if not yes:
            raise CommandError(
                "Lệnh này xóa toàn bộ dữ liệu thử quy mô và mọi việc đã làm trên đó. "
                "Chạy lại với --yes để xóa."
            )
        sample_remove()
        self.stdout.write("Đã xóa dữ liệu thử quy mô.")

    def _tell(self, sentence: str) -> None:
        self.stdout.write(f"  {sentence}")
        self.stdout.flush()
