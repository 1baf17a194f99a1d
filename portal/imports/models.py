from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> Self:
        return self.filter(asked_by=user)


class ImportRun(models.Model):
    """One spreadsheet on its way in: looked at whole, then written by the person who sent it."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Đang kiểm tra")
        READY = "ready", _("Đã kiểm tra, chưa ghi")
        REFUSED = "refused", _("Không đọc được")
        APPLYING = "applying", _("Đang ghi")
        APPLIED = "applied", _("Đã ghi")
        UNDOING = "undoing", _("Đang hủy việc ghi")
        UNDONE = "undone", _("Đã hủy việc ghi")

    kind = models.CharField(_("loại bảng"), max_length=40)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    sentence = models.TextField(blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    # Each {"row", "column", "value", "sentence"}; and the first rows as they would be written.
    problems = models.JSONField(default=list, blank=True)
    sample = models.JSONField(default=list, blank=True)
    # The same shape as problems: what is worth a second look, and keeps nothing from being written.
    doubts = models.JSONField(default=list, blank=True)
    # The table as it was sent with what is wrong marked in it; only while something is.
    marked = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = verbose_name_plural = _("lần nhập bảng")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "undoing", "undone"], applied_at__isnull=False)
                | Q(state__in=["checking", "ready", "refused", "applying"], applied_at=None),
                name="import_applied_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at=None)),
                name="import_undone_when_it_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("imports:run", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.APPLYING, self.State.UNDOING}


class ImportedRow(models.Model):
    """What an import wrote: the row's key, and what stood there before (empty for a new one)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    row_pk = models.CharField(max_length=40)
    was_new = models.BooleanField()
    before = models.JSONField(default=dict, blank=True)
    # What the import wrote, to tell on undoing whether somebody has changed it since.
    after = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.row_pk
