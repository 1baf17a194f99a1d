from datetime import date
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from portal.vietnamese.folding import fold

# What the database takes as a way to reach somebody.
WAYS = {
    "phone": r"^\+?[0-9][0-9 .()-]*$",
    "email": r"^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$",
    "website": r"^https?://[^[:space:]]+$",
    "place": r"[^[:space:]]",
}


class Authority(models.Model):
    """The local authority that runs this portal; exactly one row."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("Huyện")
        COMMUNE = "commune", _("Xã, phường, đặc khu")
        PROVINCE = "province", _("Tỉnh, thành phố")

    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    name = models.CharField(_("tên địa phương"), max_length=200)
    full_name = models.CharField(_("tên cơ quan"), max_length=200)
    superior_name = models.CharField(_("cơ quan cấp trên"), max_length=200, blank=True)
    place = models.CharField(_("địa danh ghi trên văn bản"), max_length=100)
    symbol = models.CharField(_("ký hiệu cơ quan"), max_length=30, default="UBND")
    contact = models.TextField(_("liên hệ công khai"), blank=True)
    office = models.ForeignKey(
        "units.Unit",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("cơ quan theo dõi"),
    )
    is_sample = models.BooleanField(_("dữ liệu minh họa"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("chính quyền địa phương")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="authority_is_one_row",
                violation_error_message=_("Mỗi cổng chỉ phục vụ một chính quyền địa phương."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class PublicContact(models.Model):
    """One way to reach the authority that it publishes: a hotline, an address to write to."""

    class Way(models.TextChoices):
        PHONE = "phone", _("Điện thoại")
        EMAIL = "email", _("Thư điện tử")
        WEBSITE = "website", _("Trang thông tin điện tử")
        PLACE = "place", _("Địa chỉ")

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="contacts")
    way = models.CharField(_("cách liên hệ"), max_length=8, choices=Way)
    label = models.CharField(_("để làm gì"), max_length=150)
    value = models.CharField(_("số hoặc địa chỉ"), max_length=300)
    note = models.CharField(_("giờ nhận, lưu ý"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = verbose_name_plural = _("liên hệ công khai")
        constraints = [
            models.CheckConstraint(
                condition=~Q(label=""),
                name="public_contact_says_what_for",
                violation_error_message=_("Ghi liên hệ này để làm gì."),
            ),
            models.CheckConstraint(
                condition=reduce(or_, (Q(way=way, value__regex=r) for way, r in WAYS.items())),
                name="public_contact_value_fits_its_way",
                violation_error_message=_(
                    "Số hoặc địa chỉ chưa đúng: điện thoại chỉ gồm chữ số, thư điện tử có dấu @, "
                    "trang thông tin bắt đầu bằng https://."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"

    @property
    def href(self) -> str:
        """What a tap on it opens; "" for a place."""
        if self.way == self.Way.PHONE:
            return "tel:" + "".join(sign for sign in self.value if sign in "+0123456789")
        if self.way == self.Way.EMAIL:
            return f"mailto:{self.value}"
        return self.value if self.way == self.Way.WEBSITE else ""


class UnitKind(models.Model):
    """A kind of unit, as data: agency, commune, school and their sub-kinds.

    `level` says who such units stand under; left blank it is that of the kind above, and without
    one there the authority's own.
    """

    code = models.SlugField(_("mã"), max_length=30, primary_key=True)
    name = models.CharField(_("tên"), max_length=100)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subkinds",
        verbose_name=_("thuộc loại"),
    )
    level = models.CharField(
        _("cấp quản lý"),
        max_length=10,
        choices=Authority.Level,
        blank=True,
        help_text=_("Để trống: theo loại lớn hơn, sau đó theo cấp của chính quyền địa phương."),
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = verbose_name_plural = _("loại đơn vị")

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet):
    def active(self, on: date) -> Self:
        """Units that exist on the day: begun, not ended."""
        begun = UnitPeriod.objects.filter(unit=OuterRef("pk"), valid_from__lte=on)
        return self.filter(Exists(begun), Q(ended_on=None) | Q(ended_on__gt=on))

    def never_begun(self) -> Self:
        """Codes that stand for nothing: of a change that was taken back, or only entered."""
        return self.filter(periods=None)

    def named(self, on: date) -> Self:
        """Adds `name`, `kind_id` and `parent_id` as they stand on the day."""
        period = UnitPeriod.objects.filter(unit=OuterRef("pk"), valid_from__lte=on).order_by(
            "-valid_from"
        )
        return self.annotate(
            name=Subquery(period.values("name")[:1]),
            kind_id=Subquery(period.values("kind_id")[:1]),
            parent_id=Subquery(period.values("parent_id")[:1]),
        )


class Unit(models.Model):
    """An agency, commune or school. Rows are never deleted, so a code is never used twice."""

    code = models.CharField(_("mã đơn vị"), max_length=30, unique=True)
    ended_on = models.DateField(_("kết thúc từ ngày"), null=True, blank=True)
    ended_note = models.CharField(_("căn cứ kết thúc"), max_length=300, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = _("đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(ended_note=""),
                name="unit_end_cites_its_act",
                violation_error_message=_("Ghi rõ văn bản làm căn cứ kết thúc đơn vị."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def period(self, on: date) -> "UnitPeriod | None":
        """Name, kind and parent on the day; the earliest known before the unit began."""
        periods = self.periods.select_related("kind")
        return (
            periods.filter(valid_from__lte=on).order_by("-valid_from").first()
            or periods.order_by("valid_from").first()
        )

    def name_on(self, on: date) -> str:
        period = self.period(on)
        return period.name if period else self.code


class UnitPeriodQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        """One row a unit: the one that counts on the day, for units that exist then."""
        return self.known(on).filter(Q(unit__ended_on=None) | Q(unit__ended_on__gt=on))

    def known(self, on: date) -> Self:
        """One row for each unit begun by the day, also one that has ended: its last."""
        later = UnitPeriod.objects.filter(
            unit=OuterRef("unit"), valid_from__lte=on, valid_from__gt=OuterRef("valid_from")
        )
        return self.filter(~Exists(later), valid_from__lte=on)

    def of_kinds(self, codes: list[str]) -> Self:
        """Rows of these kinds or of kinds that belong to them."""
        return self.filter(Q(kind__in=codes) | Q(kind__parent__in=codes))

    def matching(self, words: str) -> Self:
        """Every word of the query occurs in the name or the code, accents or not."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(Q(folded__contains=word) | Q(unit__code__icontains=word))
        return rows


class UnitPeriod(models.Model):
    """What a unit is called, what kind it is and what it belongs to, from a date on.

    A period ends where the unit's next one begins, so two can never overlap.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="periods")
    valid_from = models.DateField(_("từ ngày"))
    name = models.CharField(_("tên"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, verbose_name=_("loại"))
    parent = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="child_periods",
        verbose_name=_("trực thuộc"),
    )
    note = models.CharField(_("căn cứ"), max_length=300, blank=True)

    objects = UnitPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "-valid_from"]
        verbose_name = verbose_name_plural = _("thời kỳ của đơn vị")
        constraints = [
            # Also the index that finds a unit's period on a day.
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                name="unit_period_begins_once_a_day",
                violation_error_message=_("Đơn vị đã có một thay đổi từ ngày này."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("unit")),
                name="unit_is_not_its_own_parent",
                violation_error_message=_("Đơn vị không thể trực thuộc chính mình."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Headcount(models.Model):
    class Audience(models.TextChoices):
        STAFF = "staff", _("Cán bộ, công chức, viên chức, người lao động")
        PUPILS = "pupils", _("Học sinh")
        RESIDENTS = "residents", _("Người dân")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="headcounts")
    audience = models.CharField(_("đối tượng"), max_length=10, choices=Audience)
    people = models.PositiveIntegerField(_("số người"))
    counted_on = models.DateField(_("tính đến ngày"))

    class Meta:
        ordering = ["unit", "audience", "-counted_on"]
        verbose_name = verbose_name_plural = _("số người của đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "audience", "counted_on"],
                name="headcount_once_a_day",
                violation_error_message=_("Đã có số liệu của đối tượng này cho ngày đó."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.audience} {self.people}"


class UnitTag(models.Model):
    """A word of the authority's own by which units are chosen: "vùng sâu, vùng xa"."""

    name = models.CharField(_("nhãn"), max_length=80, unique=True)
    note = models.CharField(_("nghĩa của nhãn"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = verbose_name_plural = _("nhãn đơn vị")

    def __str__(self) -> str:
        return self.name


class UnitTaggingQuerySet(models.QuerySet):
    def borne(self, on: date) -> Self:
        """Tags that count on the day."""
        ends = Q(valid_until=None) | Q(valid_until__gt=on)
        return self.filter(ends, valid_from__lte=on)


class UnitTagging(models.Model):
    """A unit bears a tag from a date on; dated, since what a rule chose then rests on it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(
        UnitTag, on_delete=models.PROTECT, related_name="taggings", verbose_name=_("nhãn")
    )
    valid_from = models.DateField(_("từ ngày"))
    # The first day on which it does not bear the tag any more.
    valid_until = models.DateField(_("thôi từ ngày"), null=True, blank=True)

    objects = UnitTaggingQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "tag", "-valid_from"]
        verbose_name = verbose_name_plural = _("nhãn của đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "tag", "valid_from"],
                name="unit_tagging_begins_once_a_day",
                violation_error_message=_("Đơn vị đã mang nhãn này từ ngày đó."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="unit_tagging_ends_after_it_begins",
                violation_error_message=_("Ngày thôi mang nhãn phải sau ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.tag_id}"
