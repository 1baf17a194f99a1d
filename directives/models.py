from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.vietnamese.dates import PartialDate


class DocumentQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=Document.State.PUBLISHED)

    def readable(self) -> Self:
        """What a citizen may open: published, or withdrawn with its banner."""
        return self.filter(state__in=Document.READABLE)

    def newest_first(self) -> Self:
        """A missing month or day sorts as the earliest it could be."""
        return self.order_by(
            F("issued_year").desc(nulls_last=True),
            F("issued_month").desc(nulls_last=True),
            F("issued_day").desc(nulls_last=True),
            "pk",
        )


class Document(models.Model):
    """The work: a directive, decision, plan… Its text lives in editions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Bản nháp")
        IN_REVIEW = "in_review", _("Chờ duyệt công bố")
        PUBLISHED = "published", _("Đã công bố")
        WITHDRAWN = "withdrawn", _("Đã gỡ khỏi công bố")

    READABLE = (State.PUBLISHED, State.WITHDRAWN)

    class Type(models.TextChoices):
        """Types of Nghị định 30/2020/NĐ-CP, Article 7, with those of Party and legal texts."""

        LAW = "luat", _("Luật")
        DECREE = "nghi-dinh", _("Nghị định")
        CIRCULAR = "thong-tu", _("Thông tư")
        RESOLUTION = "nghi-quyet", _("Nghị quyết")
        DECISION = "quyet-dinh", _("Quyết định")
        DIRECTIVE = "chi-thi", _("Chỉ thị")
        REGULATION = "quy-che", _("Quy chế")
        RULE = "quy-dinh", _("Quy định")
        NOTICE = "thong-bao", _("Thông báo")
        GUIDANCE = "huong-dan", _("Hướng dẫn")
        PROGRAMME = "chuong-trinh", _("Chương trình")
        PLAN = "ke-hoach", _("Kế hoạch")
        REPORT = "bao-cao", _("Báo cáo")
        LETTER = "cong-van", _("Công văn")
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
    folded = models.TextField(editable=False)

    state = models.CharField(_("công bố"), max_length=10, choices=State, default=State.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(_("lý do gỡ"), blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("văn bản")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("entered_by")),
                name="document_published_by_a_second_person",
                violation_error_message=_(
                    "Người nhập văn bản không tự công bố; cần một người khác duyệt."
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
        other = self.type == self.Type.OTHER
        kind = _("Văn bản") if other else self.get_type_display()
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


class EditionQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.exclude(published_at=None)

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

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("lần"), default=1)
    kind = models.CharField(_("loại bản"), max_length=10, choices=Kind, default=Kind.ORIGINAL)
    # A summary made by the portal's staff, where the word-for-word text is not held.
    is_summary = models.BooleanField(_("bản tóm lược"), default=False)
    official_text = models.CharField(_("nơi có văn bản chính thức"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú công khai"), blank=True)
    text_hash = models.CharField(max_length=64, editable=False)
    source_text = models.TextField(blank=True, editable=False)
    warnings = models.JSONField(default=list, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-number"]
        verbose_name = verbose_name_plural = _("bản của văn bản")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.number}"


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
    folded = models.TextField(editable=False)
    # Only versions of the national Code name an audience; that is what makes them one.
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    # The official wording is known to exist but is not held; nothing is shown in its place.
    awaits_official_text = models.BooleanField(default=False)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "order"]
        verbose_name = verbose_name_plural = _("điều khoản")
        constraints = [
            models.UniqueConstraint(fields=["edition", "eid"], name="clause_eid_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="clause_order_once"),
        ]

    def __str__(self) -> str:
        return self.eid


class Citation(models.Model):
    """A reference to another document, as a span of a clause's text (end not included)."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="citations")
    text = models.CharField(max_length=300)
    key = models.CharField(max_length=80, db_index=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["clause", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_is_a_span")
        ]

    def __str__(self) -> str:
        return self.text


class DutyQuerySet(models.QuerySet):
    def trackable(self) -> Self:
        """What may become a task: everything but monitoring, policing, discipline and speech."""
        return self.exclude(tracked=Duty.Tracked.NEVER)


class Duty(models.Model):
    """One thing a clause orders, pinned to the words that order it.

    Tracking is a property of the duty, not of the clause: one real sentence often orders both to
    amend a regulation (tracked) and to police people (never tracked).
    """

    class Tracked(models.TextChoices):
        YES = "yes", _("Theo dõi thực hiện")
        REPORT = "report", _("Theo dõi báo cáo")
        OPTIONAL = "optional", _("Tùy chọn theo dõi")
        NEVER = "never", _("Công bố, không theo dõi trên hệ thống")

    class Frequency(models.TextChoices):
        UNSTATED = "", _("Văn bản không nêu")
        ONCE = "once", _("Một lần")
        ONGOING = "ongoing", _("Thường xuyên")
        YEARLY = "yearly", _("Hằng năm")
        OTHER_REPORT = "own-report", _("Lồng ghép vào báo cáo khác")

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="duties")
    code = models.CharField(_("mã"), max_length=30)
    quote = models.TextField(_("câu chữ trong văn bản"))
    action = models.CharField(_("việc phải làm"), max_length=500)
    addressees = models.CharField(_("đối tượng thực hiện"), max_length=300, blank=True)
    kinds = models.ManyToManyField("units.UnitKind", blank=True, related_name="+")
    units = models.ManyToManyField("units.Unit", blank=True, related_name="+")
    frequency = models.CharField(
        _("tần suất"), max_length=10, choices=Frequency, blank=True, default=""
    )
    due_on = models.DateField(_("hạn nêu trong văn bản"), null=True, blank=True)
    indicators = models.JSONField(_("chỉ tiêu gợi ý"), default=list, blank=True)
    evidence = models.JSONField(_("minh chứng gợi ý"), default=list, blank=True)
    tracked = models.CharField(_("theo dõi"), max_length=8, choices=Tracked)
    order = models.PositiveSmallIntegerField(default=0)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["clause__order", "order", "pk"]
        verbose_name = verbose_name_plural = _("yêu cầu trong văn bản")
        constraints = [
            models.UniqueConstraint(fields=["clause", "code"], name="duty_code_once"),
            # The target of training's foreign key (duty, tracked): see training/migrations.
            models.UniqueConstraint(fields=["id", "tracked"], name="duty_with_its_tracking"),
            models.CheckConstraint(
                condition=Q(tracked__in=["yes", "report", "optional", "never"]),
                name="duty_tracking_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code


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
