"""One period of a recurring task: what it is called, when it runs and when it is due."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.vietnamese.periods import Period, PeriodKind
from portal.web.templatetags.portal import vn_date
from training.catalogue import RECURRING, Frequency
from training.models.rollouts import Task

QUARTERS = ("I", "II", "III", "IV")


def period_label(kind: str, year: int, part: int) -> str:
    if kind == PeriodKind.QUARTERLY and not 1 <= part <= len(QUARTERS):
        return ""
    words = {"year": year, "part": part, "next": year + 1}
    if kind == PeriodKind.MONTHLY:
        return _("Tháng %(part)s/%(year)s") % words
    if kind == PeriodKind.QUARTERLY:
        return _("Quý %(quarter)s/%(year)s") % (words | {"quarter": QUARTERS[part - 1]})
    if kind == PeriodKind.HALF_YEARLY and part == 1:
        return _("6 tháng đầu năm %(year)s") % words
    if kind == PeriodKind.HALF_YEARLY:
        return _("6 tháng cuối năm %(year)s") % words
    if kind == PeriodKind.SCHOOL_YEAR:
        return _("Năm học %(year)s–%(next)s") % words
    return _("Năm %(year)s") % words


def period_words(kind: str, year: int, part: int, starts_on: date, ends_on: date) -> str:
    """ "Quý I/2027, từ 15/12/2026 đến 14/3/2027"."""
    return _("%(label)s, từ %(start)s đến %(end)s") % {
        "label": period_label(kind, year, part),
        "start": vn_date(starts_on),
        "end": vn_date(ends_on),
    }


class OccurrenceQuerySet(QuerySet):
    def opened_by(self, moment: datetime | None) -> Self:
        """Before the moment; with None, all."""
        return self.filter(opened_at__lt=moment) if moment else self

    def latest_of_tasks(self, moment: datetime | None = None) -> Self:
        """The one opened last of each task (before the moment)."""
        later = Occurrence.objects.filter(task=OuterRef("task"), number__gt=OuterRef("number"))
        return self.opened_by(moment).filter(~Exists(later.opened_by(moment)))


class Occurrence(models.Model):
    """Opened once, when its period begins (or as soon as the portal runs again); never changed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="occurrences")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Frequency)
    year = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["task", "number"]
        verbose_name = verbose_name_plural = gettext_lazy("kỳ của nhiệm vụ")
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="occurrence_number"),
            models.UniqueConstraint(
                fields=["task", "kind", "year", "part"], name="occurrence_once_a_period"
            ),
            # The target of the assignments' foreign key (occurrence, task): see the migration.
            models.UniqueConstraint(fields=["id", "task"], name="occurrence_with_its_task"),
            models.CheckConstraint(
                condition=Q(kind__in=RECURRING), name="occurrence_of_a_kind_that_recurs"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), due_on__gt=F("ends_on")),
                name="occurrence_starts_ends_and_is_due",
                violation_error_message=gettext_lazy(
                    "Kỳ phải kết thúc sau khi bắt đầu, và hạn phải sau ngày kết thúc."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.number}"

    @property
    def label(self) -> str:
        return period_label(self.kind, self.year, self.part)

    @property
    def words(self) -> str:
        return period_words(self.kind, self.year, self.part, self.starts_on, self.ends_on)

    @property
    def key(self) -> str:
        """For addresses; tasks with the same period share it."""
        return f"{self.kind}-{self.year}-{self.part}"

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.kind), self.year, self.part, self.starts_on, self.ends_on)
