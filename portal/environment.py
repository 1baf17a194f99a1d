"""Settings read from the environment: one function a kind, each failing loudly on nonsense."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def flag(name: str, *, default: bool = False, env: Mapping[str, str] = os.environ) -> bool:
    value = env.get(name)
    if value is None:
        return default
    if value.strip().lower() not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value.strip().lower() in TRUE


def number(name: str, default: int, *, env: Mapping[str, str] = os.environ) -> int:
    value = env.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def text(name: str, default: str = "", *, env: Mapping[str, str] = os.environ) -> str:
    return env.get(name, "").strip() or default


def one_of(name: str, choices: tuple[str, ...], *, env: Mapping[str, str] = os.environ) -> str:
    """One of the words; the first where nothing is given."""
    value = text(name, choices[0], env=env)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def words(name: str, default: str = "", *, env: Mapping[str, str] = os.environ) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default, env=env).split(",") if word.strip()]


def choice(
    name: str, among: Sequence[str], default: str, *, env: Mapping[str, str] = os.environ
) -> str:
    """One of the words; "" where the variable is there and empty."""
    value = env.get(name, default).strip().lower()
    if value and value not in among:
        raise ImproperlyConfigured(
            f"{name} must be empty or one of {', '.join(among)}, not {value!r}."
        )
    return value


def either(first: str, second: str, *, env: Mapping[str, str] = os.environ) -> None:
    """Two ways to do the same: one of them at most."""
    if text(first, env=env) and text(second, env=env):
        raise ImproperlyConfigured(f"{first} and {second} exclude each other; set one of them.")


def rising(name: str, default: str, *, env: Mapping[str, str] = os.environ) -> tuple[int, ...]:
    """Whole numbers separated by commas, as many as the default has, each larger than the last."""
    given = words(name, default, env=env)
    numbers = tuple(int(word) for word in given if word.isdigit())
    wanted = default.count(",") + 1
    if len(given) != wanted or len(numbers) != wanted or list(numbers) != sorted(set(numbers)):
        raise ImproperlyConfigured(f"{name} must be {wanted} rising whole numbers: {default}.")
    return numbers


def web_address(name: str, default: str, *, env: Mapping[str, str] = os.environ) -> str:
    """An http(s) origin without a path, e.g. https://example.gov.vn."""
    value = text(name, default, env=env).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"{name} must look like https://host[:port], not {value!r}.")
    return value


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// address.

    Query parameters become libpq options; `host` there names a socket folder.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name."
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}.") from error
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def secret(name: str, kept_in: Path, *, env: Mapping[str, str] = os.environ) -> str:
    """The secret named in the environment, or one made once and kept in a private file."""
    if value := text(name, env=env):
        return value
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept_in, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return kept_in.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value := token_urlsafe(50))
    return value
