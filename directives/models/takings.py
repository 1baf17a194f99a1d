"""The taking in of files: one row a file, whatever becomes of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models.works import Document


class IntakeQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=Intake.OPEN)

    def to_read(self) -> Self:
        """Nobody's answer is awaited. One "reading" may have lost its worker: reading it again does
        no harm."""
        return self.filter(state__in=Intake.TO_READ)


class Intake(models.Model):
    """One file on its way to drafts. `sentence` says in words what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ đọc")
        READING = "reading", _("Đang đọc")
        ASKS = "asks", _("Chờ trả lời")
        DONE = "done", _("Đã đọc")
        REFUSED = "refused", _("Không nhận")

    class Question(models.TextChoices):
        NONE = "", _("Không hỏi gì")
        TCVN3 = "tcvn3", _("Chuyển từ bảng mã TCVN3 (ABC)")
        VNI = "vni", _("Chuyển từ bảng mã VNI")
        OCR = "ocr", _("Nhận dạng chữ từ ảnh quét")
        DUPLICATE = "duplicate", _("Văn bản có thể đã có")

    OPEN = (State.WAITING, State.READING, State.ASKS)
    TO_READ = (State.WAITING, State.READING)

    # Files sent together carry the same key; each is taken in on its own.
    batch = models.CharField(max_length=32, db_index=True)
    name = models.CharField(_("tên tệp"), max_length=200)
    origin = models.CharField(_("nguồn"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("dung lượng (byte)"))
    # Empty once the bytes were erased (a mark of secrecy, a refused file).
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The document whose text the file brings; without one every document in it is a new one.
    target = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    documents = models.ManyToManyField(Document, blank=True, related_name="intakes")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    question = models.CharField(max_length=9, choices=Question, blank=True, default="")
    # What the officer has answered so far: {"encoding": "tcvn3", "ocr": true, "duplicate": "new"
    # or "attach"}; "found": the documents it may be, [{"document", "why", "takes_text"}]; "target":
    # the id of the target, which stays when the target goes.
    answers = models.JSONField(default=dict, blank=True)
    sentence = models.TextField(blank=True)
    # For a question: some words of the file as they would read.
    sample = models.TextField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "pk"]
        verbose_name = verbose_name_plural = _("tệp nhập vào")
        indexes = [
            # Refused files whose bytes are still there: looked for before every reading.
            models.Index(
                fields=["id"],
                name="intake_bytes_to_erase",
                condition=Q(state="refused", file__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused"], finished_at__isnull=False)
                | Q(state__in=["waiting", "reading", "asks"], finished_at=None),
                name="intake_finished_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state="asks") | ~Q(question=""),
                name="intake_asks_a_question",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_to_read(self) -> bool:
        return self.state in self.TO_READ
