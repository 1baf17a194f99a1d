"""What the portal needs before it serves: a database that is up to date, static files, the sample.

Everything here may be run again at any time; what is done already is left alone.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command, get_commands
from django.db import Error, connection

from portal.postgres.embedded import ServerUnavailable
from portal.run.trouble import Trouble, give_up, no_embedded_server, tell

OLDEST_POSTGRES = 14
CONNECT_SECONDS = 5


def check_database() -> None:
    try:
        params = connection.get_connection_params() | {"connect_timeout": CONNECT_SECONDS}
        with psycopg.connect(**params) as session:
            version = session.info.server_version // 10_000
    except ServerUnavailable as error:
        raise no_embedded_server(error) from error
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Trouble(
            f"Không kết nối được cơ sở dữ liệu ghi trong DATABASE_URL: {reason}. Hãy kiểm tra "
            "địa chỉ, tài khoản và máy chủ rồi chạy lại.",
            "The database in DATABASE_URL cannot be reached: check the address, the account and "
            "the server, then run again.",
        ) from error
    if version < OLDEST_POSTGRES:
        raise Trouble(
            f"Cần PostgreSQL {OLDEST_POSTGRES} trở lên, máy chủ đang chạy bản {version}.",
            f"PostgreSQL {OLDEST_POSTGRES} or later is needed and the server runs {version}.",
        )


def migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Trouble(
            f"Không cập nhật được cấu trúc cơ sở dữ liệu: {reason}. Dữ liệu cũ vẫn nguyên; hãy sửa "
            "rồi chạy lại.",
            "The database could not be brought up to date; what it held is untouched.",
        ) from error


def collect_static() -> None:
    """Gather and compress only when a file or a library differs from the last time."""
    stamp = Path(settings.VAR_DIR) / "static.collected"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest, encoding="ascii")


def _static_digest() -> str:
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    digest.update(str(settings.STATIC_ROOT).encode())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def load_sample() -> None:
    """The command knows whether the sample is there already, and then does nothing."""
    if "demo_load" in get_commands():
        call_command("demo_load")


def site() -> None:
    check_database()
    tell("Cập nhật cơ sở dữ liệu", "bringing the database up to date")
    migrate()
    collect_static()
    if os.environ.get("EMPTY", "") in {"", "0"}:
        load_sample()


def accounts() -> None:
    if "demo_accounts" in get_commands():
        call_command("demo_accounts")


PARTS = {
    "site": site,
    "database": check_database,
    "static": collect_static,
    "accounts": accounts,
}


def main(part: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        try:
            django.setup()
        except ImproperlyConfigured as error:
            raise Trouble(
                f"Một biến môi trường đặt chưa đúng: {error}",
                "A setting in the environment is wrong.",
            ) from error
        PARTS[part]()
    except Trouble as trouble:
        return give_up(trouble)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
