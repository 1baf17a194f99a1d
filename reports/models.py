from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ReportQuerySet(models.QuerySet):
    def issued(self) -> Self:
        return self.filter(state=Report.State.ISSUED)


class Report(models.Model):
    """A frozen snapshot and the PDF made from it.

    `snapshot` is canonical JSON text (see snapshot.freeze); neither it nor the PDF changes once
    set, and nothing of an issued report changes at all (a trigger refuses).
    """

    class State(models.TextChoices):
        RENDERING = "rendering", _("Đang dựng")
        READY = "ready", _("Chờ phát hành")
        ISSUED = "issued", _("Đã phát hành")

    code = models.CharField(_("mã xác minh"), max_length=12, unique=True)
    rollout = models.ForeignKey(
        "training.Rollout", on_delete=models.PROTECT, related_name="reports"
    )
    title = models.CharField(_("tên báo cáo"), max_length=300)
    as_of = models.DateTimeField(_("số liệu tính đến"))
    state = models.CharField(_("trạng thái"), max_length=9, choices=State, default=State.RENDERING)
    snapshot = models.TextField(editable=False)
    snapshot_sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("phát hành lúc"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = verbose_name_plural = _("báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state="rendering", pdf=None, issued_at=None)
                    | Q(state="ready", pdf__isnull=False, issued_at=None)
                    | Q(
                        state="issued",
                        pdf__isnull=False,
                        issued_at__isnull=False,
                        issued_by__isnull=False,
                    )
                ),
                name="report_state_has_its_pdf_and_date",
                violation_error_message=_("Báo cáo phát hành phải có tệp PDF và ngày phát hành."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])
