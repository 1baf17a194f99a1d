import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives.intake import UnreadableFile, read_documents


class Command(BaseCommand):
    help = "Print as JSON what the portal reads in a file: a list of documents. Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, file: Path, **options: object) -> None:
        try:
            documents = read_documents(file.read_bytes(), file.name)
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        listing = [document.to_json() for document in documents]
        self.stdout.write(json.dumps(listing, ensure_ascii=False, indent=2))
