"""Saved groups of units, what was chosen when a task was issued, and units proposed afterwards."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from training.models.rollouts import TargetRule, Task


class UnitGroup(models.Model):
    """A rule with a name, shared in the office; a task that uses it gets a copy."""

    name = models.CharField(
        _("tên nhóm"),
        max_length=150,
        unique=True,
        error_messages={"unique": _("Đã có nhóm mang tên này.")},
    )
    note = models.CharField(_("dùng khi nào"), max_length=300, blank=True)
    rule = models.OneToOneField(TargetRule, on_delete=models.PROTECT, related_name="group")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("nhóm đơn vị")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training:unit_group", args=[self.pk])


class IssuedTargets(models.Model):
    """Rule and list of a task as they stood when it was issued; never changed (a trigger refuses).

    `rule` holds words, so that it reads the same after kinds or units got other names. `left_out`
    maps the ids of units the rule left out to why (`targets.Why`).
    """

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="issued_targets")
    as_of = models.DateField()
    rule = models.JSONField()
    unit_ids = ArrayField(models.BigIntegerField())
    left_out = models.JSONField(default=dict)
    # The newest rows there were: without a newer one no unit can have come to fit since.
    last_period = models.BigIntegerField(default=0)
    last_tagging = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.task_id)


class TargetDecision(models.Model):
    """A person's word on a unit that came to fit the rule after issuing; given once."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="target_decisions")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(_("giao"))
    due_on = models.DateField(_("hạn hoàn thành"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("quyết định về đơn vị mới")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                name="target_decision_once",
                violation_error_message=_("Đã có quyết định về đơn vị này."),
            ),
            models.CheckConstraint(
                condition=Q(accepted=True) | ~Q(reason=""),
                name="target_decision_refused_with_a_reason",
                violation_error_message=_("Ghi lý do không giao cho đơn vị."),
            ),
            models.CheckConstraint(
                condition=Q(accepted=True) | Q(due_on=None),
                name="target_decision_due_only_if_accepted",
                violation_error_message=_("Chỉ đơn vị được giao mới có hạn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.unit_id} {self.accepted}"
