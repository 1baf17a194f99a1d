"""What a clause orders."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives.models.texts import Clause


class DutyQuerySet(models.QuerySet):
    def trackable(self) -> Self:
        """What may become a task: everything but monitoring, policing, discipline and speech."""
        return self.exclude(tracked=Duty.Tracked.NEVER)


class Duty(models.Model):
    """One thing a clause orders, pinned to the words that order it.

    Tracking is a property of the duty, not of the clause: one real sentence often orders both to
    amend a regulation (tracked) and to police people (never tracked).
    """

    class Tracked(models.TextChoices):
        YES = "yes", _("Theo dõi thực hiện")
        REPORT = "report", _("Theo dõi báo cáo")
        OPTIONAL = "optional", _("Tùy chọn theo dõi")
        NEVER = "never", _("Công bố, không theo dõi trên hệ thống")

    class Frequency(models.TextChoices):
        UNSTATED = "", _("Văn bản không nêu")
        ONCE = "once", _("Một lần")
        ONGOING = "ongoing", _("Thường xuyên")
        YEARLY = "yearly", _("Hằng năm")
        OTHER_REPORT = "own-report", _("Lồng ghép vào báo cáo khác")

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="duties")
    code = models.CharField(_("mã"), max_length=30)
    quote = models.TextField(_("câu chữ trong văn bản"))
    action = models.CharField(_("việc phải làm"), max_length=500)
    addressees = models.CharField(_("đối tượng thực hiện"), max_length=300, blank=True)
    kinds = models.ManyToManyField("units.UnitKind", blank=True, related_name="+")
    units = models.ManyToManyField("units.Unit", blank=True, related_name="+")
    frequency = models.CharField(
        _("tần suất"), max_length=10, choices=Frequency, blank=True, default=""
    )
    due_on = models.DateField(_("hạn nêu trong văn bản"), null=True, blank=True)
    indicators = models.JSONField(_("chỉ tiêu gợi ý"), default=list, blank=True)
    evidence = models.JSONField(_("minh chứng gợi ý"), default=list, blank=True)
    tracked = models.CharField(_("theo dõi"), max_length=8, choices=Tracked)
    order = models.PositiveSmallIntegerField(default=0)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["clause__order", "order", "pk"]
        verbose_name = verbose_name_plural = _("yêu cầu trong văn bản")
        constraints = [
            models.UniqueConstraint(fields=["clause", "code"], name="duty_code_once"),
            # The target of training's foreign key (duty, tracked): see training/migrations.
            models.UniqueConstraint(fields=["id", "tracked"], name="duty_with_its_tracking"),
            models.CheckConstraint(
                condition=Q(tracked__in=["yes", "report", "optional", "never"]),
                name="duty_tracking_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code
