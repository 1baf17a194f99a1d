"""Frozen dataclasses to JSON and back, by their type hints: what passes between processes.

Nothing is ever unpickled: what a reader's process sends is only data.
"""

import json
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def dumps(value: Any) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def loads(kind: Any, data: bytes) -> Any:
    """Raises ValueError, TypeError or KeyError where the data is not of the kind."""
    return _made(kind, json.loads(data))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _made(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _one_of(get_args(kind), value)
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if kind is Any or origin is dict or kind is dict:
        return value
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind) or kind is int and isinstance(value, bool):
        raise TypeError(f"{value!r} is not {kind}")
    return value


def _dataclass(kind: Any, value: list) -> Any:
    hints = HINTS.get(kind) or HINTS.setdefault(kind, _hints(kind))
    if len(value) != len(hints):
        raise ValueError(f"{len(value)} values for {kind.__name__}")
    return kind(*(_made(hint, item) for hint, item in zip(hints, value, strict=True)))


def _hints(kind: Any) -> list:
    named = get_type_hints(kind)
    return [named[field.name] for field in fields(kind)]


def _one_of(kinds: tuple, value: Any) -> Any:
    if value is None and NoneType in kinds:
        return None
    [kind] = [kind for kind in kinds if kind is not NoneType]
    return _made(kind, value)


def _tuple(kinds: tuple, value: list) -> tuple:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_made(kinds[0], item) for item in value)
    return tuple(_made(kind, item) for kind, item in zip(kinds, value, strict=True))


# Looked up once a class: reading hints is slow.
HINTS: dict[type, list] = {}
