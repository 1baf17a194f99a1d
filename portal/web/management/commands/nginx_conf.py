from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.serve.nginx import Place, site

BROTLI = Path("/etc/nginx/modules-enabled")


class Command(BaseCommand):
    help = "Print nginx's configuration for this portal (TLS, static files, cache of public pages)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--upstream", default="127.0.0.1:8000", help="where gunicorn listens")
        parser.add_argument("--cache", default="/var/cache/nginx/portal", help="folder for pages")
        parser.add_argument("--certificate", help="default: Let's Encrypt's place for the host")
        parser.add_argument("--key", help="the certificate's key")
        parser.add_argument("--address", default="", help="plain HTTP on this address instead")

    def handle(self, *args: Any, **options: Any) -> None:
        names = tuple(settings.ALLOWED_HOSTS)
        kept = f"/etc/letsencrypt/live/{names[0]}"
        place = Place(
            names=names,
            upstream=options["upstream"],
            static=str(settings.STATIC_ROOT),
            cache=options["cache"],
            address=options["address"],
            certificate=options["certificate"] or f"{kept}/fullchain.pem",
            key=options["key"] or f"{kept}/privkey.pem",
            brotli=any(BROTLI.glob("*brotli-static*")),
        )
        try:
            self.stdout.write(site(place), ending="")
        except ValueError as error:
            raise CommandError(str(error)) from error
