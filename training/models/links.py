"""A door to one assignment for a unit whose people have no accounts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment


class UnitLinkQuerySet(models.QuerySet):
    def unspent(self) -> Self:
        return self.filter(used_at=None, revoked_at=None)

    def open(self, now: datetime) -> Self:
        return self.unspent().filter(expires_at__gt=now)

    def end_with_work(self, *, going: Iterable[int], ending: Iterable[int]) -> Self:
        """Still good for something, of assignments that go over and of units that are no more."""
        gone = Q(assignment__in=going) | Q(assignment__unit__in=ending)
        return self.unspent().filter(gone)


class UnitLink(models.Model):
    """Signs once, then dead. Only the digest of its token is kept: it is shown once, to the one who
    made it, who never reviews what was signed through it."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    given_to = models.CharField(_("giao cho"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("hết hạn"))
    used_at = models.DateTimeField(_("đã ký lúc"), null=True)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = UnitLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("đường dẫn dùng một lần")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(used_at=None, revoked_at=None),
                name="unit_link_one_open_an_assignment",
                violation_error_message=_("Việc này đang có một đường dẫn còn dùng được."),
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None),
                name="unit_link_used_or_revoked",
                violation_error_message=_("Đường dẫn đã ký thì không thu hồi được."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="unit_link_expires_after_it_begins",
                violation_error_message=_("Đường dẫn phải có hạn sau lúc tạo."),
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(used_at__lt=F("expires_at")),
                name="unit_link_used_in_time",
                violation_error_message=_("Đường dẫn đã hết hạn."),
            ),
            models.CheckConstraint(
                condition=~Q(given_to=""),
                name="unit_link_given_to_somebody",
                violation_error_message=_("Ghi đường dẫn giao cho ai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return not (self.used_at or self.revoked_at) and self.expires_at > timezone.now()
