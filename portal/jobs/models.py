from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: models.Model) -> Self:
        return self.filter(asked_by=user)

    def open(self) -> Self:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def silent(self, now: datetime) -> Self:
        """Running, yet without a sign of life for longer than a live worker would leave."""
        return self.filter(
            state=Job.State.RUNNING, heartbeat_at__lt=now - timedelta(seconds=Job.SILENT_SECONDS)
        )


class Job(models.Model):
    """Work that runs outside the request; the row tells people how far it is."""

    SILENT_SECONDS = 90

    class State(models.TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không hoàn thành")

    kind = models.CharField(_("loại việc"), max_length=50)
    title = models.CharField(_("việc"), max_length=300)
    args = models.JSONField(default=dict)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # One open job for one piece of work: asking twice gives the job that already runs.
    key = models.CharField(max_length=120, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(_("lý do không hoàn thành"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = verbose_name_plural = _("việc chạy nền")
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                name="job_open_once_a_key",
                violation_error_message=_("Việc này đang chạy."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["queued", "running"], finished_at=None)
                    | Q(state__in=["done", "failed"], finished_at__isnull=False)
                ),
                name="job_finished_when_it_says_so",
                violation_error_message=_("Việc đã kết thúc phải có giờ kết thúc."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}


class JobFile(models.Model):
    """A file a job made for the person who asked for it; gone after a day."""

    KEPT_HOURS = 24

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="made")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("tệp do việc chạy nền tạo")

    def __str__(self) -> str:
        return str(self.job_id)
