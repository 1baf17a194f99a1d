from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One line of the record of what was done; the database refuses to change or delete it.

    `hash` is the SHA-256 of `previous_hash` and of the row's own content (see services.digest),
    so a row altered or taken out behind the portal's back breaks the chain at a place that
    `manage.py verify_audit` names. `actor_name` is kept as it was then.
    """

    at = models.DateTimeField(_("lúc"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(_("người thực hiện"), max_length=150, blank=True)
    act = models.CharField(_("việc"), max_length=60)
    subject_type = models.CharField(_("loại đối tượng"), max_length=60)
    subject_id = models.CharField(_("đối tượng"), max_length=40)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(_("chi tiết"), default=dict)
    # Unique, so the chain cannot fork; empty on the first row only.
    previous_hash = models.CharField(max_length=64, blank=True, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("nhật ký")
        indexes = [
            # The history shown beside one document, rollout or assignment.
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.act}"
