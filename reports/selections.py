"""Which rows stand behind a number: the page of a report leads from each number to these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from portal.pdf.administrative import day_shown
from reports import indicators
from reports.measures import MEASURES, is_done
from reports.progress import is_done_by
from reports.snapshot import Row, Snapshot
from training.catalogue import INDICATORS


@dataclass(frozen=True)
class Selection:
    """Read from an address; what it does not know of selects nothing away. `below`: of what was
    handed on, instead of what was issued. `earlier`: of the figures that are compared with."""

    measure: str = "given"
    family: str = ""
    branch: str | None = None
    task: int = 0
    clause: str = ""
    indicator: int = 0
    below: bool = False
    earlier: bool = False
    # Of work that is done: first confirmed by the end of the one ISO day, and after the other.
    by: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Selection":
        measure = query.get("so", "given")
        indicator = _number(query.get("chi-tieu", ""))
        return cls(
            measure=measure if measure in MEASURES else "given",
            family=query.get("loai", ""),
            branch=query.get("nhanh"),
            task=_number(query.get("nhiem-vu", "")),
            clause=query.get("dieu-khoan", ""),
            indicator=indicator if indicator in INDICATORS else 0,
            below="giao-xuong" in query,
            earlier="truoc" in query,
            by=_day(query.get("den-ngay", "")),
            after=_day(query.get("sau-ngay", "")),
        )

    def rows(self, snapshot: Snapshot) -> list[Row]:
        snapshot = self.looked_at(snapshot)
        given = indicators.handed_on if self.below else indicators.issued
        wanted = self._wanted(snapshot)
        return [row for row in given(snapshot.rows) if all(fits(row) for fits in wanted)]

    def looked_at(self, snapshot: Snapshot) -> Snapshot:
        return snapshot.before if self.earlier and snapshot.before else snapshot

    def only(self, snapshot: Snapshot, rows: list[Row]) -> Snapshot:
        """The snapshot as if it had these rows alone."""
        return replace(self.looked_at(snapshot), rows=tuple(rows))

    def _wanted(self, snapshot: Snapshot) -> list[Callable[[Row], bool]]:
        wanted = [MEASURES[self.measure].holds]
        if self.family:
            wanted.append(lambda row: row.family == self.family)
        if self.branch is not None:
            wanted.append(lambda row: row.branch == self.branch)
        if self.task:
            wanted.append(lambda row: row.task == self.task)
        if self.clause:
            tasks = {n for line in snapshot.clauses if line.eid == self.clause for n in line.tasks}
            wanted.append(lambda row: row.task in tasks)
        if self.indicator:
            wanted.append(lambda row: is_done(row) and self.indicator in dict(row.values))
        if self.by:
            wanted.append(lambda row: is_done_by(row, self.by))
        if self.after:
            wanted.append(lambda row: is_done(row) and not is_done_by(row, self.after))
        return wanted

    def words(self, snapshot: Snapshot) -> str:
        """ "Đã làm, chậm; Xã, thị trấn; nhiệm vụ 2"."""
        parts = [str(MEASURES[self.measure].words), self.family]
        if self.branch is not None:
            parts.append(self.branch or _("trực thuộc trực tiếp"))
        parts += [line.words for line in snapshot.clauses if line.eid == self.clause]
        if self.task:
            parts.append(_("nhiệm vụ %(n)s") % {"n": self.task})
        if self.indicator:
            parts.append(str(INDICATORS[self.indicator].name))
        if self.after:
            parts.append(_("xác nhận lần đầu sau ngày %(day)s") % {"day": day_shown(self.after)})
        if self.by:
            parts.append(_("xác nhận lần đầu đến hết ngày %(day)s") % {"day": day_shown(self.by)})
        if self.below:
            parts.append(_("giao xuống"))
        return "; ".join(part for part in parts if part)

    def total(self, rows: list[Row]) -> int | None:
        """The sum of the indicator over the rows; None where none is looked at."""
        if not self.indicator:
            return None
        return sum(dict(row.values)[self.indicator] for row in rows)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
