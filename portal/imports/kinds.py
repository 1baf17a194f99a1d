"""What can be brought in from a spreadsheet. Each app registers its own in its `imports.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.resources import ModelResource

from portal.access import Act, Actor
from portal.vietnamese.folding import fold

Row = dict[str, Any]
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Permitted:
    """What a column takes: each value with what it means."""

    heading: str
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """`name` is the Resource's field; `also` are other headings offices use for it."""

    name: str
    heading: Promise | str
    help: Promise | str = ""
    required: bool = False
    example: Any = ""
    also: tuple[str, ...] = ()


class ImportResource(ModelResource):
    """An import-export Resource used for its fields, widgets and checks; rows are looked at in
    memory first, all of them, and written together afterwards.

    Subclasses say how a row finds what is there already (`prepare`, `key_of`, `find`), what else to
    check, and how new rows are written and taken back.
    """

    columns: Sequence[Column] = ()

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor

    def prepare(self, rows: Iterable[Row]) -> None:
        """Fetch what the rows will be compared with, in a few queries."""

    def key_of(self, row: Row) -> str:
        """What makes two rows the same thing; "" where the row does not say."""
        raise NotImplementedError

    def once(self, row: Row) -> dict[str, str]:
        """Keys that only one row of the table may have, each with the sentence for a second one;
        "%(row)s" stands there for the first."""
        return {self.key_of(row): _("Trùng với dòng %(row)s của bảng.")}

    def find(self, row: Row) -> models.Model | None:
        raise NotImplementedError

    def check(self, instance: models.Model, row: Row) -> None:
        """Raises ValidationError by the names of fields."""

    def says_nothing_new(self, instance: models.Model, before: dict[str, Any]) -> bool:
        """`before` is what `find` found, {} for nothing."""
        return bool(before) and self.values_of(instance) == before

    def doubts(self, instance: models.Model, row: Row) -> dict[str, str]:
        """What is worth a second look, by column; it keeps nothing from being written."""
        return {}

    def permitted(self) -> list[Permitted]:
        """For the second sheet of the template."""
        return []

    def values_of(self, instance: models.Model) -> dict[str, Any]:
        """What an import may change of it, as JSON takes it."""
        return {c.name: _plain(getattr(instance, c.name, None)) for c in self.columns}

    def kept_besides(self, instance: models.Model) -> dict[str, Any]:
        """What taking it back will need to know besides `values_of`."""
        return {}

    def shown(self, instance: models.Model) -> list[str]:
        """A row of the preview, in the order of the columns, as a person reads it."""
        values = self.values_of(instance)
        return ["" if values[c.name] is None else str(values[c.name]) for c in self.columns]

    def name_of(self, values: dict[str, Any]) -> str:
        """A row written before, as a person names it: by its first cell."""
        return str(values.get(self.columns[0].name) or "")

    def begin(self, new: list[models.Model]) -> None:
        """What must stand before the first of the new rows is written."""

    def create(self, instances: list[models.Model]) -> list[models.Model]:
        raise NotImplementedError

    def update(self, instances: list[models.Model]) -> None:
        raise NotImplementedError

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        """Remove what was new (with what was written of it) and restore what was changed. Raises
        Refused, saying what, where something was built upon it."""
        raise NotImplementedError

    def current(self, keys: list[str]) -> dict[str, dict]:
        """`values_of` the rows of these primary keys, for those that still are there."""
        rows = self._meta.model._default_manager.filter(pk__in=keys)
        return {str(row.pk): self.values_of(row) for row in rows}

    def names_of(self, headers: Sequence[str]) -> list[str]:
        """The field of each heading, "" for a column that is not taken. Raises ValidationError."""
        known = {}
        for language in LANGUAGES:
            with override(language):
                for column in self.columns:
                    for heading in (column.name, str(column.heading), *column.also):
                        known[fold(heading)] = column.name
        names = [known.get(fold(header.rstrip(" *")), "") for header in headers]
        missing = [c for c in self.columns if c.required and c.name not in names]
        if missing:
            raise ValidationError(
                _("Thiếu cột bắt buộc: %(columns)s. Dòng đầu của bảng phải là tên các cột.")
                % {"columns": "; ".join(str(column.heading) for column in missing)}
            )
        return names


@dataclass(frozen=True)
class ImportKind:
    key: str
    title: Promise | str
    sentence: Promise | str
    act: Act
    resource: type[ImportResource]
    done_url: str
    # What a person may do next, of their own accord: the name of a page and its words.
    next_url: str = ""
    next_label: Promise | str = ""


KINDS: dict[str, ImportKind] = {}


def offer(kind: ImportKind) -> None:
    KINDS[kind.key] = kind


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, int | float | str | list) or value is None else str(value)
