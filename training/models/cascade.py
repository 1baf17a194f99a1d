"""Handing a task on to the units below, and the numbers that come back from there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment
from training.models.confirmations import Confirmation


class HandingOn(models.Model):
    """One act by which a unit handed its task on; never changed (a trigger refuses)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="handings_on")
    units = models.PositiveIntegerField()
    due_on = models.DateField(null=True)
    left_out = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["assignment", "pk"]
        verbose_name = verbose_name_plural = _("lần giao xuống")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units__gt=0),
                name="handing_on_reaches_somebody",
                violation_error_message=_("Giao xuống phải có ít nhất một đơn vị nhận."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_out=[]) | ~models.Q(reason=""),
                name="handing_on_leaves_out_with_a_reason",
                violation_error_message=_("Ghi lý do không giao cho các đơn vị đã bớt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.units}"


class SumBelow(models.Model):
    """What the units below had reported of one indicator when the unit above signed.

    Kept whichever numbers the unit chose, so that a mismatch can be seen ever after.
    """

    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, related_name="sums_below"
    )
    indicator = models.PositiveSmallIntegerField()
    value = models.PositiveBigIntegerField()
    units_done = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        ordering = ["confirmation", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "indicator"], name="sum_below_once"),
            models.CheckConstraint(
                condition=models.Q(units_done__lte=models.F("units")),
                name="sum_below_of_no_more_units_than_there_are",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}={self.value}"
