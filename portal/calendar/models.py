"""Days that are off or worked otherwise than the week says, and the plans of school years: data,
each with the legal act it rests on."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

SATURDAY = 6


class SpecialDay(models.Model):
    """A weekday off, or a weekend day worked to make up for one."""

    class Kind(models.TextChoices):
        OFF = "off", _("Nghỉ")
        WORKED = "worked", _("Làm bù")

    day = models.DateField(
        _("ngày"),
        unique=True,
        error_messages={"unique": _("Ngày này đã có trong lịch; hãy sửa dòng đã có.")},
    )
    kind = models.CharField(
        _("nghỉ hay làm bù"),
        max_length=6,
        choices=Kind,
        default=Kind.OFF,
        help_text=_("Nghỉ lễ, tết, nghỉ bù và nghỉ hoán đổi đều ghi là Nghỉ."),
    )
    name = models.CharField(_("tên ngày"), max_length=150)
    basis = models.CharField(
        _("căn cứ"),
        max_length=300,
        help_text=_("Điều luật, thông báo hoặc quyết định: loại văn bản, số, ngày, nơi ban hành."),
    )

    class Meta:
        ordering = ["-day"]
        verbose_name = verbose_name_plural = _("ngày nghỉ, ngày làm bù")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(basis=""),
                name="special_day_cites_its_basis",
                violation_error_message=_("Ghi tên ngày và căn cứ."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="worked") | Q(day__iso_week_day__gte=SATURDAY),
                name="special_day_made_up_on_a_weekend",
                violation_error_message=_("Ngày làm bù phải là thứ bảy hoặc chủ nhật."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class SchoolYear(models.Model):
    """Where the plan of a year differs from 1 September to 31 May, or to have its act on record."""

    year = models.PositiveSmallIntegerField(
        _("năm bắt đầu"),
        unique=True,
        help_text=_("2026 là năm học 2026–2027."),
        error_messages={"unique": _("Năm học này đã có; hãy sửa dòng đã có.")},
    )
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    basis = models.CharField(
        _("căn cứ"),
        max_length=300,
        help_text=_("Quyết định khung kế hoạch thời gian năm học: số, ngày, nơi ban hành."),
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = verbose_name_plural = _("năm học")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__year=F("year"), ends_on__year=F("year") + 1),
                name="school_year_from_one_year_to_the_next",
                violation_error_message=_(
                    "Năm học bắt đầu trong năm đã ghi và kết thúc trong năm sau."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="school_year_cites_its_basis",
                violation_error_message=_("Ghi căn cứ của kế hoạch năm học."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}–{self.year + 1}"

    @property
    def days(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on
