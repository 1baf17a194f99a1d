"""What is asked to make a report of each kind; each form gives the scope it stands for."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models import Document
from portal.calendar.days import school_years
from portal.units.models import Unit
from portal.vietnamese.periods import Period, PeriodKind, period_at
from reports.annex_forms import AnnexForm
from reports.models import Report
from reports.scope import Kind, Scope, of_period, of_rollout, period_before
from training.catalogue import Frequency
from training.models import Rollout
from training.models.occurrences import period_label

# Of each kind of period: the one that runs and so many before it.
PERIODS_OFFERED = {
    PeriodKind.MONTHLY: 6,
    PeriodKind.QUARTERLY: 5,
    PeriodKind.HALF_YEARLY: 3,
    PeriodKind.YEARLY: 3,
    PeriodKind.SCHOOL_YEAR: 3,
}


def moment_field(**options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        **options,
    )


def annex_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Phụ lục"), choices=AnnexForm, required=False, widget=forms.RadioSelect
    )


class MakingForm(forms.Form):
    """Each kind says its `scope`; `asked` is what report_ask is given, beside who asks."""

    scope: Scope

    @property
    def asked(self) -> dict[str, Any]:
        return {"scope": self.scope, "annex_form": self.cleaned_data.get("annex_form", "")}


class AsOfForm(MakingForm):
    as_of = moment_field(
        label=_("Số liệu tính đến"),
        required=False,
        help_text=_("Để trống là ngay bây giờ. Số liệu được giữ nguyên từ lúc lập báo cáo."),
    )

    def clean_as_of(self) -> datetime:
        return self.cleaned_data["as_of"] or timezone.now()


class OfRollout(AsOfForm):
    rollout = forms.ModelChoiceField(
        label=_("Đợt triển khai"),
        queryset=Rollout.objects.exclude(issued_at=None),
        empty_label=_("Chọn đợt triển khai"),
    )
    annex_form = annex_field()
    field_order: ClassVar = ["rollout", "as_of", "annex_form"]

    @property
    def scope(self) -> Scope:
        return of_rollout(self.cleaned_data["rollout"].pk, self.cleaned_data["as_of"])


class OfComparison(OfRollout):
    compared_at = moment_field(label=_("So với thời điểm"))
    field_order: ClassVar = ["rollout", "compared_at", "as_of", "annex_form"]

    @property
    def scope(self) -> Scope:
        data = self.cleaned_data
        return Scope(
            Kind.COMPARISON,
            data["as_of"],
            rollout_id=data["rollout"].pk,
            compared_at=data["compared_at"],
        )


class OfPeriod(MakingForm):
    """Periods close as Nghị định 09/2019/NĐ-CP says (portal/vietnamese/periods.py)."""

    period = forms.ChoiceField(
        label=_("Kỳ báo cáo"),
        help_text=_(
            "Theo thời gian chốt số liệu của Nghị định 09/2019/NĐ-CP. "
            "Kỳ chưa kết thúc lấy số liệu đến lúc lập."
        ),
        error_messages={"required": _("Hãy chọn kỳ báo cáo.")},
    )
    annex_form = annex_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {
            key_of(p): p for kind in PeriodKind for p in periods_offered(kind, timezone.localdate())
        }
        self.fields["period"].choices = list(self._choices())

    def _choices(self) -> Iterator[tuple[Any, Any]]:
        yield "", _("Chọn kỳ báo cáo")
        for kind in PeriodKind:
            of_kind = [(key, words_of(p)) for key, p in self.periods.items() if p.kind is kind]
            yield Frequency(kind.value).label, of_kind

    @property
    def scope(self) -> Scope:
        return of_period(self.periods[self.cleaned_data["period"]], now=timezone.now())


class OfUnit(OfPeriod):
    """A unit's own report; asked of which unit only where the person has several."""

    # Its rows are few: each stands in the annex.
    annex_form = None
    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    field_order: ClassVar = ["unit", "period"]

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = units[0].pk if len(units) == 1 else None
        if self.only:
            del self.fields["unit"]
        else:
            choices = [("", _("Chọn đơn vị")), *((unit.pk, unit.name) for unit in units)]
            self.fields["unit"].choices = choices

    @property
    def scope(self) -> Scope:
        unit = self.only or self.cleaned_data["unit"]
        period = self.periods[self.cleaned_data["period"]]
        return of_period(period, now=timezone.now(), unit_id=unit)


class OfLate(AsOfForm):
    rollout = forms.ModelChoiceField(
        label=_("Đợt triển khai"),
        queryset=Rollout.objects.exclude(issued_at=None),
        required=False,
        empty_label=_("Tất cả các đợt chưa kết thúc"),
    )
    field_order: ClassVar = ["rollout", "as_of"]

    @property
    def scope(self) -> Scope:
        rollout = self.cleaned_data["rollout"]
        return Scope(
            Kind.LATE, self.cleaned_data["as_of"], rollout_id=rollout.pk if rollout else None
        )


class OfClauses(AsOfForm):
    document = forms.ModelChoiceField(
        label=_("Văn bản"),
        queryset=Document.objects.none(),
        empty_label=_("Chọn văn bản"),
        help_text=_("Văn bản đã có đợt triển khai được giao."),
    )
    field_order: ClassVar = ["document", "as_of"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = Rollout.objects.exclude(issued_at=None)
        self.fields["document"].queryset = Document.objects.filter(pk__in=given.values("document"))

    @property
    def scope(self) -> Scope:
        return Scope(
            Kind.CLAUSES,
            self.cleaned_data["as_of"],
            document_id=self.cleaned_data["document"].pk,
        )


MAKING: dict[str, type[MakingForm]] = {
    Kind.COMPLETION: OfRollout,
    Kind.PERIODIC: OfPeriod,
    Kind.LATE: OfLate,
    Kind.COMPARISON: OfComparison,
    Kind.CLAUSES: OfClauses,
}
WORDS = {
    Kind.COMPLETION: _("Một đợt đã giao: bốn nhóm kết quả, theo loại đơn vị, số liệu, quá hạn."),
    Kind.PERIODIC: _("Tháng, quý, 6 tháng, năm, năm học: mọi đợt, so với kỳ trước."),
    Kind.LATE: _("Việc quá hạn theo nhiệm vụ và đơn vị, kèm công văn đôn đốc đã gửi."),
    Kind.COMPARISON: _("Một đợt ở hai thời điểm: điều gì đã chuyển biến."),
    Kind.CLAUSES: _("Mỗi điều khoản của một văn bản được đơn vị nào thực hiện."),
}


class ReplacementForm(AsOfForm):
    """Of an issued report: it looks at the same, and the reason is asked."""

    because = forms.CharField(
        label=_("Lý do thay thế"),
        max_length=500,
        help_text=_("Ghi cùng báo cáo cũ trên trang xác minh khi báo cáo mới được phát hành."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, replaced: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaced = replaced

    @property
    def scope(self) -> Scope:
        return self.replaced.scope.again(self.cleaned_data["as_of"])

    @property
    def asked(self) -> dict[str, Any]:
        return {
            "scope": self.scope,
            "annex_form": self.replaced.annex_form,
            "replaces_id": self.replaced.pk,
            "because": self.cleaned_data["because"],
        }


def periods_offered(kind: PeriodKind, today: date) -> list[Period]:
    """The one that holds the day, unless it is a school year still to come, and those before."""
    found = [period_at(kind, today, school_years())]
    while len(found) < PERIODS_OFFERED[kind]:
        found.append(period_before(found[-1]))
    return [period for period in found if period.starts_on <= today]


def key_of(period: Period) -> str:
    return f"{period.kind.value}-{period.year}-{period.part}"


def words_of(period: Period) -> str:
    return period_label(period.kind.value, period.year, period.part)
