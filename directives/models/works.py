"""The work: what a document is called, who issued it, and whether it is published."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, pgettext
from django.utils.translation import gettext_lazy as _

from directives.models.words import Bare, Written, in_line, level_field, vector_field
from portal.vietnamese.dates import PartialDate

# Types of Nghị định 30/2020/NĐ-CP, Article 7, with those of Party and legal texts.
TYPE_NAMES = {
    "luat": gettext_noop("Luật"),
    "nghi-dinh": gettext_noop("Nghị định"),
    "thong-tu": gettext_noop("Thông tư"),
    "nghi-quyet": gettext_noop("Nghị quyết"),
    "quyet-dinh": gettext_noop("Quyết định"),
    "chi-thi": gettext_noop("Chỉ thị"),
    "quy-che": gettext_noop("Quy chế"),
    "quy-dinh": gettext_noop("Quy định"),
    "thong-bao": gettext_noop("Thông báo"),
    "huong-dan": gettext_noop("Hướng dẫn"),
    "chuong-trinh": gettext_noop("Chương trình"),
    "ke-hoach": gettext_noop("Kế hoạch"),
    "bao-cao": gettext_noop("Báo cáo"),
    "cong-van": gettext_noop("Công văn"),
}
# As its page names it, for the database.
TITLE = in_line(
    Case(
        *(When(type=value, then=Value(name)) for value, name in TYPE_NAMES.items()),
        default=Value("Văn bản"),
        output_field=models.TextField(),
    ),
    "identifier",
    "subject",
)
ISSUED_BY = in_line("issuer", "superior", "place")


class DocumentQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=Document.State.PUBLISHED)

    def readable(self) -> Self:
        """What a citizen may open: published, or withdrawn with its banner."""
        return self.filter(state__in=Document.READABLE)

    def with_text(self) -> Self:
        """What a citizen may read word by word."""
        return self.readable().exclude(withdrawn_hides_text=True)

    def with_later_draft(self) -> Self:
        """Published, and a later edition is being made."""
        return self.published().filter(editions__published_at=None).distinct()

    def newest_first(self) -> Self:
        """A missing month or day sorts as the earliest it could be."""
        return self.order_by(
            F("issued_year").desc(nulls_last=True),
            F("issued_month").desc(nulls_last=True),
            F("issued_day").desc(nulls_last=True),
            "pk",
        )


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):
    def get_queryset(self) -> DocumentQuerySet:
        """Without the columns that only the database reads."""
        return super().get_queryset().defer("search", "accents")


class Document(models.Model):
    """The work: a directive, decision, plan… Its text lives in editions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Bản nháp")
        IN_REVIEW = "in_review", _("Chờ duyệt công bố")
        PUBLISHED = "published", _("Đã công bố")
        WITHDRAWN = "withdrawn", _("Đã gỡ khỏi công bố")

    READABLE = (State.PUBLISHED, State.WITHDRAWN)

    class Type(models.TextChoices):
        LAW = "luat", _(TYPE_NAMES["luat"])
        DECREE = "nghi-dinh", _(TYPE_NAMES["nghi-dinh"])
        CIRCULAR = "thong-tu", _(TYPE_NAMES["thong-tu"])
        RESOLUTION = "nghi-quyet", _(TYPE_NAMES["nghi-quyet"])
        DECISION = "quyet-dinh", _(TYPE_NAMES["quyet-dinh"])
        DIRECTIVE = "chi-thi", _(TYPE_NAMES["chi-thi"])
        REGULATION = "quy-che", _(TYPE_NAMES["quy-che"])
        RULE = "quy-dinh", _(TYPE_NAMES["quy-dinh"])
        NOTICE = "thong-bao", _(TYPE_NAMES["thong-bao"])
        GUIDANCE = "huong-dan", _(TYPE_NAMES["huong-dan"])
        PROGRAMME = "chuong-trinh", _(TYPE_NAMES["chuong-trinh"])
        PLAN = "ke-hoach", _(TYPE_NAMES["ke-hoach"])
        REPORT = "bao-cao", _(TYPE_NAMES["bao-cao"])
        LETTER = "cong-van", _(TYPE_NAMES["cong-van"])
        OTHER = "khac", _("Văn bản khác")

    slug = models.SlugField(_("địa chỉ"), max_length=120, unique=True)
    type = models.CharField(_("loại văn bản"), max_length=20, choices=Type)
    number = models.CharField(_("số"), max_length=20, blank=True)
    symbol = models.CharField(_("ký hiệu"), max_length=60, blank=True)
    identifier = models.CharField(_("số và ký hiệu"), max_length=80, blank=True)
    issued_year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    issued_month = models.PositiveSmallIntegerField(_("tháng"), null=True, blank=True)
    issued_day = models.PositiveSmallIntegerField(_("ngày"), null=True, blank=True)
    place = models.CharField(_("địa danh"), max_length=100, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    superior = models.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    subject = models.CharField(_("trích yếu"), max_length=500)
    addressees = models.JSONField(_("kính gửi"), default=list, blank=True)
    recipients = models.JSONField(_("nơi nhận"), default=list, blank=True)
    signer_capacity = models.CharField(_("thể thức ký"), max_length=60, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=150, blank=True)
    signer_name = models.CharField(_("người ký"), max_length=150, blank=True)
    reader_note = models.TextField(_("ghi chú cho người đọc"), blank=True)
    # Staff checked that it applies; without it force is unknown unless a relation says more.
    asserted_in_force = models.BooleanField(_("đã kiểm tra: đang áp dụng"), default=False)
    # Kept by the database itself, so that they are never behind the words.
    search = vector_field(Bare, TITLE, ISSUED_BY)
    accents = vector_field(Written, TITLE, ISSUED_BY)
    level = level_field("issuer")

    state = models.CharField(_("công bố"), max_length=10, choices=State, default=State.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Has seen the text as it was submitted; of two people who did, one publishes.
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(_("lý do gỡ"), blank=True)
    # For words nobody may read here, such as personal data; otherwise they stay under a banner.
    withdrawn_hides_text = models.BooleanField(_("ẩn cả nội dung"), default=False)

    objects = DocumentManager()

    class Meta:
        verbose_name = verbose_name_plural = _("văn bản")
        indexes = [GinIndex(fields=["search"], name="document_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                name="document_published_by_a_second_person",
                violation_error_message=_(
                    "Người nhập văn bản không tự công bố; cần một người khác duyệt."
                ),
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("submitted_by")),
                name="document_published_by_another_than_submitted",
                violation_error_message=_(
                    "Người trình văn bản không tự công bố; cần một người khác duyệt."
                ),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="draft")
                    | Q(state="in_review", submitted_at__isnull=False)
                    | Q(state="published", published_at__isnull=False, published_by__isnull=False)
                    | Q(state="withdrawn", withdrawn_at__isnull=False)
                ),
                name="document_state_has_its_date",
                violation_error_message=_("Trạng thái công bố phải có ngày tương ứng."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="document_withdrawn_with_a_reason",
                violation_error_message=_("Ghi lý do gỡ văn bản."),
            ),
            models.CheckConstraint(
                condition=(Q(issued_day=None) | Q(issued_month__isnull=False))
                & (Q(issued_month=None) | Q(issued_year__isnull=False)),
                name="document_date_is_missing_from_the_end",
                violation_error_message=_("Có ngày thì phải có tháng, có tháng thì phải có năm."),
            ),
            models.CheckConstraint(
                condition=(Q(issued_month=None) | Q(issued_month__range=(1, 12)))
                & (Q(issued_day=None) | Q(issued_day__range=(1, 31))),
                name="document_date_is_a_date",
                violation_error_message=_("Ngày hoặc tháng không đúng."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directives:document", args=[self.slug])

    @property
    def shows_text(self) -> bool:
        """Whether a citizen may read its words."""
        kept = self.state == self.State.WITHDRAWN and not self.withdrawn_hides_text
        return self.state == self.State.PUBLISHED or kept

    @property
    def issued(self) -> PartialDate | None:
        if self.issued_year is None:
            return None
        return PartialDate(self.issued_year, self.issued_month, self.issued_day)

    @property
    def printed_date(self) -> str:
        """As the paper has it, "ngày … tháng 11 năm 2021": a missing part stays a gap."""
        if self.issued_year is None:
            return ""
        day, month = self.issued_day, self.issued_month
        return _("ngày %(day)s tháng %(month)s năm %(year)s") % {
            "day": "…" if day is None else f"{day:02d}",
            "month": "…" if month is None else f"{month:02d}" if month <= 2 else month,
            "year": self.issued_year,
        }

    @property
    def title(self) -> str:
        """ "Công văn 314/UBND-VHTT"; without a number the symbol stands alone, as printed."""
        # Django's own display goes through all the choices each time; a page asks for many titles.
        name = TYPE_NAMES.get(self.type)
        kind = gettext(name) if name else pgettext("một văn bản", "Văn bản")
        return f"{kind} {self.identifier}".strip()


class Identifier(models.Model):
    """Every way a document's number is written, under one key each."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="identifiers")
    text = models.CharField(max_length=80)
    key = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "key"], name="identifier_once_a_document")
        ]

    def __str__(self) -> str:
        return self.text
