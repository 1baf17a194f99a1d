from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ReportEvent(models.Model):
    """One act on a report; never changed. `version` is the text it was done on."""

    class Act(models.TextChoices):
        MAKE = "make", _("Lập")
        WRITE = "write", _("Sửa nội dung")
        SUBMIT = "submit", _("Trình lãnh đạo")
        RETURN = "return", _("Trả lại")
        WITHDRAW = "withdraw", _("Rút lại để sửa")
        ISSUE = "issue", _("Duyệt phát hành")
        REVOKE = "revoke", _("Thu hồi")
        DISCARD = "discard", _("Bỏ dự thảo")

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=8, choices=Act)
    version = models.PositiveSmallIntegerField()
    reason = models.CharField(_("lý do"), max_length=2000, blank=True)
    # Nobody, where a schedule made the report.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = _("việc đã làm với báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["return", "revoke"], reason=""),
                name="report_event_says_why",
                violation_error_message=_("Hãy nêu lý do."),
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(act="make"),
                name="report_event_is_somebodys",
                violation_error_message=_("Chỉ việc lập theo lịch không có người làm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.act}"

    @property
    def by_words(self) -> str:
        return self.by.name if self.by else gettext("Cổng, theo lịch")


class Revocation(models.Model):
    """An issued report that no longer counts, and what counts instead. Never changed."""

    report = models.OneToOneField(
        "reports.Report", on_delete=models.PROTECT, related_name="revocation"
    )
    reason = models.CharField(_("lý do"), max_length=2000)
    replaced_by = models.OneToOneField(
        "reports.Report", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("thu hồi lúc"))

    class Meta:
        verbose_name = verbose_name_plural = _("báo cáo đã thu hồi")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="revocation_says_why",
                violation_error_message=_("Hãy nêu lý do thu hồi."),
            )
        ]

    def __str__(self) -> str:
        return str(self.report_id)
