"""The text of a work: its editions, their clauses, and what the clauses cite."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models.words import Bare, Written, vector_field
from directives.models.works import Document


class EditionQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.exclude(published_at=None)

    def in_hand(self) -> Self:
        """Those not published yet; a document has one at most."""
        return self.filter(published_at=None)

    def newest(self) -> Self:
        """One edition a document: the last that was published."""
        later = Edition.objects.published().filter(
            document=OuterRef("document"), number__gt=OuterRef("number")
        )
        return self.published().filter(~Exists(later))


class Edition(models.Model):
    """The text as it stood from a date. Once published it never changes (a trigger refuses)."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("Bản ban hành")
        CORRECTED = "corrected", _("Bản đã đính chính")
        AMENDED = "amended", _("Bản đã sửa đổi")

    class Weight(models.TextChoices):
        MINOR = "minor", _("Nhỏ: không đổi điều phải làm")
        MAJOR = "major", _("Lớn: đổi điều phải làm")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("lần"), default=1)
    kind = models.CharField(_("loại bản"), max_length=10, choices=Kind, default=Kind.ORIGINAL)
    # A summary made by the portal's staff, where the word-for-word text is not held.
    is_summary = models.BooleanField(_("bản tóm lược"), default=False)
    official_text = models.CharField(_("nơi có văn bản chính thức"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú công khai"), blank=True)
    # A later edition that changes what is ordered is a major one; the confirmations that rest on
    # the changed clauses then rest on an earlier text.
    weight = models.CharField(_("mức thay đổi"), max_length=5, choices=Weight, blank=True)
    effective_on = models.DateField(_("từ ngày"), null=True, blank=True)
    caused_by = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="editions_caused"
    )
    text_hash = models.CharField(max_length=64, editable=False)
    # The document's own lines in the file, one a line; the rows of a table, which is one line, are
    # parted by U+2028 (`taking_in.lines_of_source` gives them back).
    source_text = models.TextField(blank=True, editable=False)
    # For each line of `source_text` its rectangles: [page, left, top, right, bottom], in fractions
    # of the page. Empty where the file has no pages.
    source_places = models.JSONField(default=list, blank=True, editable=False)
    source_kind = models.CharField(max_length=8, blank=True, editable=False)
    source_pages = models.PositiveIntegerField(default=0, editable=False)
    warnings = models.JSONField(default=list, blank=True, editable=False)
    # Grows with every change of the draft; a save that names an older one is stale.
    revision = models.PositiveIntegerField(default=0, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        verbose_name = verbose_name_plural = _("bản của văn bản")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(published_at=None),
                name="edition_one_draft_a_document",
                violation_error_message=_("Văn bản này đang có một bản chưa công bố."),
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                name="edition_published_by_a_second_person",
                violation_error_message=_(
                    "Người lập bản này không tự công bố; cần một người khác duyệt."
                ),
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("submitted_by")),
                name="edition_published_by_another_than_submitted",
                violation_error_message=_(
                    "Người trình bản này không tự công bố; cần một người khác duyệt."
                ),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(note=""),
                name="edition_later_with_a_public_note",
                violation_error_message=_("Ghi cho người đọc biết bản này khác bản trước ở đâu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.number}"

    def get_absolute_url(self) -> str:
        """Its own address; that of the newest text leads on to the document's."""
        return reverse("directives:edition", args=[self.document.slug, self.number])

    @property
    def stood_from(self) -> date:
        """The day from which this was the text: as it says itself, else the day it was issued (the
        first text) or published here (a later one)."""
        if self.effective_on:
            return self.effective_on
        issued = self.document.issued
        if self.number == 1 and issued:
            return issued.earliest
        return timezone.localdate(self.published_at)

    @property
    def is_editable(self) -> bool:
        """Neither published nor waiting for it."""
        return self.published_at is None and self.submitted_at is None


class SourceFile(models.Model):
    """The file as received, byte for byte."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="source_files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(_("nguồn"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("bản gốc")

    def __str__(self) -> str:
        return str(self.file_id)


class ClauseQuerySet(models.QuerySet):
    def body(self) -> Self:
        return self.filter(part=Clause.Part.BODY)


class ClauseManager(models.Manager.from_queryset(ClauseQuerySet)):
    def get_queryset(self) -> ClauseQuerySet:
        """Without the columns that only the database reads."""
        return super().get_queryset().defer("search", "accents")


class Clause(models.Model):
    """One node of an edition's text; label and text as printed, in reading order by `order`."""

    class Part(models.TextChoices):
        PREFACE = "preface", _("Phần đầu")
        BODY = "body", _("Nội dung")
        CONCLUSIONS = "conclusions", _("Phần cuối")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Mọi đối tượng")
        PEOPLE = "people", _("Tổ chức, cá nhân")
        OFFICIALS = "officials", _("Cán bộ, công chức, viên chức, người lao động")
        AGENCIES = "agencies", _("Cơ quan nhà nước")
        PROVIDERS = "providers", _("Nhà cung cấp dịch vụ mạng xã hội, nền tảng số")
        INTERNET = "internet", _("Nhà cung cấp dịch vụ Internet")
        PRESS = "press", _("Báo chí, phát thanh, truyền hình, truyền thông, quảng cáo, biểu diễn")
        OTHERS = "others", _("Cơ quan, tổ chức, doanh nghiệp khác")

    class Form(models.TextChoices):
        TEXT = "text", _("Đoạn văn")
        # Rows stand on lines of their own, cells are parted by tabs.
        TABLE = "table", _("Bảng")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clauses")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    part = models.CharField(max_length=12, choices=Part, default=Part.BODY)
    eid = models.CharField(_("mã điều khoản"), max_length=120)
    label = models.CharField(_("số mục"), max_length=80, blank=True)
    text = models.TextField(_("nội dung"), blank=True)
    form = models.CharField(max_length=5, choices=Form, default=Form.TEXT)
    # Kept by the database itself, so that they are never behind the words.
    search = vector_field(Bare, F("label"), F("text"))
    accents = vector_field(Written, F("label"), F("text"))
    # The first and the last line of the edition's `source_text` it was read from.
    source_from = models.PositiveIntegerField(null=True, blank=True, editable=False)
    source_to = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # Only versions of the national Code name an audience; that is what makes them one.
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    # The official wording is known to exist but is not held; nothing is shown in its place.
    awaits_official_text = models.BooleanField(default=False)

    objects = ClauseManager()

    class Meta:
        ordering = ["edition", "order"]
        verbose_name = verbose_name_plural = _("điều khoản")
        constraints = [
            models.UniqueConstraint(fields=["edition", "eid"], name="clause_eid_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="clause_order_once"),
        ]
        indexes = [
            # For directives.search.
            GinIndex(fields=["search"], name="clause_search"),
            # Few clauses name an audience: those of the Code.
            models.Index(
                fields=["audience"], condition=~Q(audience=""), name="clause_with_audience"
            ),
        ]

    def __str__(self) -> str:
        return self.eid


class Citation(models.Model):
    """A reference as a span of a clause's text (end not included): to another document by its
    key, to a place in it, or, without a key, to a place in the same text (`intake.cite.places`)."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="citations")
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=80, blank=True, db_index=True)
    place = models.CharField(max_length=120, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["clause", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_is_a_span"),
            models.CheckConstraint(
                condition=~Q(key="") | ~Q(place=""), name="citation_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.text
