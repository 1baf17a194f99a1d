import json
import sys
from io import TextIOWrapper
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives.intake.read import MAX_BYTES
from directives.intake.sandbox import read_safely
from directives.intake.source import TCVN3, VNI, Answers, NeedsAnswer, UnreadableFile


class Command(BaseCommand):
    help = "Print as JSON what the portal reads in a file: a list of documents. Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--encoding", choices=[TCVN3, VNI, "unicode"], default="")
        parser.add_argument("--ocr", action="store_true", help="recognise the letters of a scan")

    def handle(
        self, *args: object, file: Path, encoding: str, ocr: bool, **options: object
    ) -> None:
        try:
            reading = read_safely(_bytes_of(file), file.name, Answers(encoding, ocr))
        except UnreadableFile as error:
            raise CommandError(f"{file}: {error}") from error
        except NeedsAnswer as asks:
            option = "--ocr" if asks.question == "ocr" else f"--encoding {asks.question}"
            raise CommandError(f"{file}: {asks.sentence} ({option})") from asks
        if isinstance(sys.stdout, TextIOWrapper):
            # JSON is UTF-8 whatever the terminal's own character set.
            sys.stdout.reconfigure(encoding="utf-8")
        listing = [document.to_json() for document in reading.documents]
        self.stdout.write(json.dumps(listing, ensure_ascii=False, indent=2))


def _bytes_of(file: Path) -> bytes:
    """No more than is needed to see that a file is too large."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CommandError(f"Không mở được tệp {file}: không có tệp này.") from None
    except IsADirectoryError:
        raise CommandError(f"Không mở được tệp {file}: đây là một thư mục.") from None
    except PermissionError:
        raise CommandError(f"Không mở được tệp {file}: không có quyền đọc.") from None
    except OSError as error:
        raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from error
