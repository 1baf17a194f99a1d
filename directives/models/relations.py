"""What one document does to another."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directives.models.works import Document


class Relation(models.Model):
    """A typed, dated effect of one document on another; the other may be unknown here."""

    class Kind(models.TextChoices):
        BASED_ON = "based_on", _("Căn cứ")
        IMPLEMENTS = "implements", _("Triển khai")
        CORRECTS = "corrects", _("Đính chính")
        AMENDS = "amends", _("Sửa đổi, bổ sung")
        REPLACES = "replaces", _("Thay thế")
        REPEALS = "repeals", _("Bãi bỏ")
        CITES = "cites", _("Dẫn chiếu")

    source = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("quan hệ"), max_length=12, choices=Kind)
    target = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="incoming"
    )
    target_text = models.CharField(_("văn bản được nhắc tới"), max_length=300)
    target_key = models.CharField(max_length=80, blank=True, db_index=True)
    clause_eid = models.CharField(_("điều khoản bị tác động"), max_length=120, blank=True)
    effective_on = models.DateField(_("từ ngày"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "effective_on", "pk"]
        verbose_name = verbose_name_plural = _("quan hệ giữa các văn bản")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target_text", "clause_eid"], name="relation_once"
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("source")),
                name="relation_is_not_to_itself",
                violation_error_message=_("Văn bản không thể có quan hệ với chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_text}"

    def in_effect(self, on: date) -> bool:
        return self.effective_on is None or self.effective_on <= on
