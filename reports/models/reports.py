from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ReportQuerySet(models.QuerySet):
    def issued(self) -> Self:
        return self.filter(state=Report.State.ISSUED)

    def standing(self) -> Self:
        """Issued and not taken back since."""
        return self.issued().filter(revocation=None)


class Report(models.Model):
    """A frozen snapshot on its way to the paper that is issued from it.

    `snapshot` is canonical JSON text (see snapshot.freeze) and never changes; what people write
    beside the figures stands in `texts`, version by version. Nothing of an issued report changes at
    all (a trigger refuses); that it was taken back is a `revocation` beside it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        SUBMITTED = "submitted", _("Chờ lãnh đạo duyệt")
        # The number is locked; the paper is being drawn with it.
        ISSUING = "issuing", _("Đang phát hành")
        ISSUED = "issued", _("Đã phát hành")
        DISCARDED = "discarded", _("Đã bỏ")

    code = models.CharField(_("mã xác minh"), max_length=12, unique=True)
    rollout = models.ForeignKey(
        "training.Rollout", on_delete=models.PROTECT, related_name="reports"
    )
    title = models.CharField(_("tên báo cáo"), max_length=300)
    as_of = models.DateTimeField(_("số liệu tính đến"))
    state = models.CharField(_("trạng thái"), max_length=9, choices=State, default=State.DRAFT)
    snapshot = models.TextField(editable=False)
    snapshot_sha256 = models.CharField(max_length=64, editable=False)
    # The report this one takes the place of when it is issued, and why.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    replaces_because = models.CharField(_("lý do thay thế"), max_length=500, blank=True)
    # As printed on the paper; both empty where the clerk fills them in by hand.
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    dated_on = models.DateField(_("ngày ghi trên báo cáo"), null=True, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
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
                    Q(
                        state__in=["draft", "submitted", "discarded"],
                        pdf=None,
                        issued_at=None,
                        issued_by=None,
                    )
                    | Q(state="issuing", pdf=None, issued_at=None, issued_by__isnull=False)
                    | Q(
                        state="issued",
                        pdf__isnull=False,
                        issued_at__isnull=False,
                        issued_by__isnull=False,
                    )
                ),
                name="report_state_has_its_pdf_and_date",
                violation_error_message=_("Báo cáo phát hành phải có tệp PDF và ngày phát hành."),
            ),
            models.CheckConstraint(
                condition=Q(number=None, number_year=None)
                | Q(
                    number__gte=1,
                    dated_on__isnull=False,
                    number_year=F("dated_on__year"),
                    state__in=["issuing", "issued"],
                ),
                name="report_number_has_its_year",
                violation_error_message=_("Số báo cáo phải đi cùng ngày ghi trên báo cáo."),
            ),
            # Nghị định 30/2020, Điều 15: once in a year for the body that issues.
            models.UniqueConstraint(
                fields=["number_year", "number"],
                name="report_number_once_a_year",
                violation_error_message=_("Số này đã dùng cho một báo cáo khác trong năm."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state="discarded"),
                name="report_replaced_once",
                violation_error_message=_("Báo cáo này đã có một báo cáo thay thế."),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replaces_because="")
                | Q(replaces__isnull=False) & ~Q(replaces_because=""),
                name="report_replacement_says_why",
                violation_error_message=_("Báo cáo thay thế phải nêu lý do."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Its text may still be written."""
        return self.state in {self.State.DRAFT, self.State.SUBMITTED}

    @property
    def number_shown(self) -> str:
        """As Nghị định 30/2020 writes it: below ten with a zero before it."""
        return f"{self.number:02}" if self.number else ""
