from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ReportText(models.Model):
    """What an officer writes beside the figures, one row a version; the last one counts.

    Only `pdf`, the draft drawn from it, is added later (a trigger refuses any other change).
    """

    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    difficulties = models.TextField(_("tồn tại, nguyên nhân"), max_length=10_000, blank=True)
    plans = models.TextField(_("nhiệm vụ thời gian tới"), max_length=10_000, blank=True)
    proposals = models.TextField(_("đề xuất, kiến nghị"), max_length=10_000, blank=True)
    # Whom it is sent to, a line each; the usual ones where nothing is written.
    copies = models.TextField(_("nơi nhận"), max_length=2_000, blank=True, default="")
    # Nobody, where a schedule made the report: its first text is blank.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField()
    pdf = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        verbose_name = verbose_name_plural = _("nội dung báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"],
                name="report_text_version_once",
                violation_error_message=_("Nội dung này đã có người khác lưu."),
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=False) | Q(version=1),
                name="report_text_is_somebodys",
                violation_error_message=_(
                    "Chỉ bản đầu của báo cáo lập theo lịch không có người viết."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.version}"

    @property
    def writer_words(self) -> str:
        return self.written_by.name if self.written_by else gettext("Cổng, theo lịch")
