"""What changes units: a dated act with its legal basis, whom it touches, and what it wrote."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.units.models.units import Unit


class EventKind(models.TextChoices):
    MERGE = "merge", _("Sáp nhập, hợp nhất")
    SPLIT = "split", _("Chia, tách")
    RENAME = "rename", _("Đổi tên")
    MOVE = "move", _("Chuyển cơ quan cấp trên")
    REKIND = "rekind", _("Đổi loại đơn vị")
    END = "end", _("Giải thể, kết thúc")


class UnitEventQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(reversal=None)

    def touching(self, unit_ids: list[int]) -> Self:
        return self.filter(parts__unit__in=unit_ids).distinct()


class UnitEvent(models.Model):
    """One reorganisation that was applied; never changed (a trigger refuses).

    Taking it back is a row of its own (`UnitEventReversal`), so both stay on record.
    """

    Kind = EventKind

    kind = models.CharField(_("loại thay đổi"), max_length=8, choices=EventKind)
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    act_number = models.CharField(_("số, ký hiệu văn bản"), max_length=100)
    act_date = models.DateField(_("ngày ban hành văn bản"))
    act_subject = models.CharField(_("trích yếu, cơ quan ban hành"), max_length=500)
    # Of the draft it was made of, which is gone by then: sent twice, it is applied once.
    draft_number = models.PositiveBigIntegerField(unique=True)
    applied_at = models.DateTimeField(_("áp dụng lúc"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    applied_by_name = models.CharField(max_length=150, blank=True)

    objects = UnitEventQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        verbose_name = verbose_name_plural = _("thay đổi đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=~Q(act_number="") & ~Q(act_subject=""),
                name="unit_event_cites_its_act",
                violation_error_message=_("Ghi số và trích yếu của văn bản làm căn cứ."),
            ),
            models.CheckConstraint(
                condition=Q(act_date__lte=F("effective_on")),
                name="unit_event_not_before_its_act",
                violation_error_message=_("Ngày có hiệu lực không thể trước ngày ban hành."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.act_number}"

    def get_absolute_url(self) -> str:
        return reverse("units:event", args=[self.pk])

    @property
    def is_reversed(self) -> bool:
        return hasattr(self, "reversal")

    def begun(self) -> set[int]:
        """Ids of the units that began with it."""
        rows = self.rows.filter(holding="", table="unit").values_list("row_pk", flat=True)
        heirs = self.parts.filter(role=UnitEventPart.Role.TO, unit__in=[int(pk) for pk in rows])
        return set(heirs.values_list("unit", flat=True))


class UnitEventPart(models.Model):
    """A unit an event touched, under the name it then had (or was given)."""

    class Role(models.TextChoices):
        FROM = "from", _("Đơn vị cũ")
        TO = "to", _("Đơn vị kế thừa")
        CHANGED = "changed", _("Đơn vị thay đổi")
        BELOW = "below", _("Đơn vị trực thuộc được chuyển theo")

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="event_parts")
    role = models.CharField(max_length=7, choices=Role)
    # Of several successors the first takes over what nobody was chosen for.
    order = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ["event", "role", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "unit", "role"], name="unit_event_part_once")
        ]

    def __str__(self) -> str:
        return self.name


class UnitEventRow(models.Model):
    """A row that an event wrote, with what stood there before: by these it is taken back.

    `holding` names who wrote it (see portal.units.holdings); "" where units did themselves.
    """

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="rows")
    holding = models.CharField(max_length=30, blank=True)
    table = models.CharField(max_length=30)
    row_pk = models.CharField(max_length=40)
    was_new = models.BooleanField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["event", "pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.row_pk}"


class UnitEventReversal(models.Model):
    """An event taken back while nothing was built on it."""

    event = models.OneToOneField(UnitEvent, on_delete=models.PROTECT, related_name="reversal")
    reason = models.TextField(_("lý do"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="unit_event_reversal_has_a_reason",
                violation_error_message=_("Ghi lý do hoàn tác."),
            )
        ]

    def __str__(self) -> str:
        return str(self.event_id)


class UnitEventDraft(models.Model):
    """A change being prepared; nothing of it counts. See portal.units.plans for its shape."""

    kind = models.CharField(max_length=8, choices=EventKind)
    data = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("units:draft", args=[self.pk])
