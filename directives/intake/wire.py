"""Frozen dataclasses to JSON and back, by their type hints: what passes between processes.

Nothing is ever unpickled: what a reader's process sends is only data.
"""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Maker = Callable[[Any], Any]


def dumps(value: Any) -> bytes:
    said = json.dumps(value, default=_values, ensure_ascii=False, separators=(",", ":"))
    return said.encode()


def loads(kind: Any, data: bytes) -> Any:
    """Raises ValueError, TypeError or KeyError where the data is not of the kind."""
    return _maker(kind)(json.loads(data))


def _values(value: Any) -> list:
    """What the writer of JSON asks for of a thing it does not know: it walks all else itself."""
    if not is_dataclass(value):
        raise TypeError(f"{value!r} cannot be sent")
    return [getattr(value, name) for name in _names(type(value))]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _maker(kind: Any) -> Maker:
    """How a value of this kind is made of data; looked up once a kind: reading hints is slow."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _one_or_none(get_args(kind))
    if origin is tuple:
        return _tuple(get_args(kind))
    if is_dataclass(kind):
        return _dataclass(kind)
    if kind is Any:
        return lambda value: value
    if origin is dict or kind is dict:
        return _plain(dict)
    return _number if kind is float else _plain(kind)


def _plain(kind: type) -> Maker:
    def make(value: Any) -> Any:
        # True is an int to isinstance, and none here.
        if type(value) is not kind:
            raise TypeError(f"{value!r} is not {kind}")
        return value

    return make


def _number(value: Any) -> float:
    if type(value) not in {int, float}:
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _dataclass(kind: Any) -> Maker:
    makers: list[Maker] = []

    def make(value: Any) -> Any:
        # Only now: a clause has clauses below it.
        if not makers:
            makers.extend(_maker(hint) for hint in _hints(kind))
        if type(value) is not list or len(value) != len(makers):
            raise ValueError(f"no {kind.__name__}")
        return kind(*[make(item) for make, item in zip(makers, value, strict=True)])

    return make


def _hints(kind: Any) -> list:
    named = get_type_hints(kind)
    return [named[name] for name in _names(kind)]


def _one_or_none(kinds: tuple) -> Maker:
    [kind] = [kind for kind in kinds if kind is not NoneType]
    make = _maker(kind)
    if NoneType not in kinds:
        return make
    return lambda value: None if value is None else make(value)


def _tuple(kinds: tuple) -> Maker:
    """Of any length or of a fixed one."""
    makers = [_maker(kind) for kind in kinds if kind is not Ellipsis]

    def of_any_length(value: Any) -> tuple:
        return tuple([makers[0](item) for item in _listed(value)])

    def of_fixed_length(value: Any) -> tuple:
        pairs = zip(makers, _listed(value), strict=True)
        return tuple([make(item) for make, item in pairs])

    return of_any_length if kinds[-1] is Ellipsis else of_fixed_length


def _listed(value: Any) -> list:
    if type(value) is not list:
        raise TypeError(f"{value!r} is no list")
    return value
