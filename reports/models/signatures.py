from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReportSignature(models.Model):
    """Who signed an issued report, as the signature in its file says. Never changed.

    The file begins with the paper as it was drawn, `drawn_size` bytes of `drawn_sha256`: the
    snapshot gives those again, the signature after them it does not.
    """

    class Trust(models.TextChoices):
        UNCHECKED = "unchecked", _("Chưa đối chiếu với tổ chức chứng thực")
        TRUSTED = "trusted", _("Chứng thư do tổ chức chứng thực đã khai trên cổng cấp")
        UNTRUSTED = "untrusted", _("Chứng thư không do tổ chức chứng thực đã khai trên cổng cấp")

    report = models.OneToOneField(
        "reports.Report", on_delete=models.PROTECT, related_name="signature"
    )
    # The names alone: a certificate's subject may also hold the number of an identity card.
    subject = models.CharField(_("người ký"), max_length=300)
    issuer = models.CharField(_("tổ chức cấp chứng thư"), max_length=300, blank=True)
    serial_number = models.CharField(_("số hiệu chứng thư"), max_length=300)
    certificate_sha256 = models.CharField(max_length=64)
    # By the clock of whoever signed; no time-stamping authority was asked.
    signed_at = models.DateTimeField(_("ký lúc"))
    # When it was signed, by the authorities named then.
    trust = models.CharField(_("đối chiếu chứng thư"), max_length=9, choices=Trust)
    drawn_size = models.PositiveBigIntegerField()
    drawn_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("chữ ký số của báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=""),
                name="report_signature_says_whose",
                violation_error_message=_("Chữ ký số phải có tên người ký."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.subject}"
