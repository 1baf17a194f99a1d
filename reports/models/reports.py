from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.units.models import UnitPeriod
from portal.vietnamese.periods import Period, PeriodKind
from reports.annex_forms import AnnexForm
from reports.scope import OF_A_PERIOD, ONE_ROLLOUT, Kind, Scope
from reports.signatures import Capacity
from training.models.occurrences import period_label


class ReportQuerySet(models.QuerySet):
    def issued(self) -> Self:
        return self.filter(state=Report.State.ISSUED)

    def standing(self) -> Self:
        """Issued and not taken back since."""
        return self.issued().filter(revocation=None)

    def of_authority(self) -> Self:
        """Made by the office; those that units make of themselves are theirs."""
        return self.filter(unit=None)

    def of_units(self, unit_ids: frozenset[int]) -> Self:
        return self.filter(unit__in=unit_ids)

    def of_named_units(self) -> Self:
        """For a list: `unit_name` is what the unit was called at the report's moment."""
        names = UnitPeriod.objects.filter(
            unit=OuterRef("unit"), valid_from__lte=OuterRef("as_of_day")
        )
        name = Subquery(names.order_by("-valid_from").values("name")[:1])
        named = self.annotate(as_of_day=TruncDate("as_of")).annotate(unit_name=name)
        return named.select_related("made_by", "revocation")

    def made_by_schedule(self) -> Self:
        """Those that still wait for a person."""
        return self.filter(schedule__isnull=False, state=Report.State.DRAFT)

    def sent_up(self) -> Self:
        """Of units, and issued: from then on the office reads them."""
        return self.issued().exclude(unit=None)


class Report(models.Model):
    """A frozen snapshot on its way to the paper that is issued from it.

    `snapshot` is canonical JSON text (see snapshot.freeze) and never changes; what people write
    beside the figures stands in `texts`, version by version. Nothing of an issued report changes at
    all (a trigger refuses); that it was taken back is a `revocation` beside it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        SUBMITTED = "submitted", _("Chờ lãnh đạo duyệt")
        # The number is locked; the paper is being drawn with it.
        ISSUING = "issuing", _("Đang phát hành")
        ISSUED = "issued", _("Đã phát hành")
        DISCARDED = "discarded", _("Đã bỏ")

    code = models.CharField(_("mã xác minh"), max_length=12, unique=True)
    kind = models.CharField(_("loại báo cáo"), max_length=10, choices=Kind, default=Kind.COMPLETION)
    rollout = models.ForeignKey(
        "training.Rollout", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    document = models.ForeignKey(
        "directives.Document", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    # Of a unit's own report.
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    period_kind = models.CharField(max_length=11, blank=True, default="")
    period_year = models.PositiveSmallIntegerField(null=True)
    period_part = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    compared_at = models.DateTimeField(_("so với thời điểm"), null=True)
    title = models.CharField(_("tên báo cáo"), max_length=300)
    as_of = models.DateTimeField(_("số liệu tính đến"))
    state = models.CharField(_("trạng thái"), max_length=9, choices=State, default=State.DRAFT)
    snapshot = models.TextField(editable=False)
    snapshot_sha256 = models.CharField(max_length=64, editable=False)
    # Which schedule made it; those that people make have none.
    schedule = models.ForeignKey(
        "reports.ReportSchedule", on_delete=models.PROTECT, null=True, related_name="reports"
    )
    # The report this one takes the place of when it is issued, and why.
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    replaces_because = models.CharField(_("lý do thay thế"), max_length=500, blank=True)
    # As printed on the paper; both empty where the clerk fills them in by hand.
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    dated_on = models.DateField(_("ngày ghi trên báo cáo"), null=True, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    annex_form = models.CharField(
        _("phụ lục"), max_length=4, choices=AnnexForm, blank=True, default=AnnexForm.FITTING
    )
    # In what capacity it is signed; the authority's usual one where none is chosen.
    capacity = models.CharField(
        _("ký với tư cách"), max_length=2, choices=Capacity, blank=True, default=""
    )
    # The post of somebody to whom a unit's head has given the signing (TUQ.).
    signed_as = models.CharField(_("chức vụ người ký"), max_length=150, blank=True, default="")
    pdf = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Of one that a schedule made: who answered for the schedule then.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    # The job that made it, where there was much to read: run again, it finds what it made.
    made_by_job = models.BigIntegerField(null=True, unique=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("phát hành lúc"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = verbose_name_plural = _("báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=["draft", "submitted", "discarded"],
                        pdf=None,
                        issued_at=None,
                        issued_by=None,
                    )
                    | Q(state="issuing", pdf=None, issued_at=None, issued_by__isnull=False)
                    | Q(
                        state="issued",
                        pdf__isnull=False,
                        issued_at__isnull=False,
                        issued_by__isnull=False,
                    )
                ),
                name="report_state_has_its_pdf_and_date",
                violation_error_message=_("Báo cáo phát hành phải có tệp PDF và ngày phát hành."),
            ),
            models.CheckConstraint(
                condition=Q(number=None, number_year=None)
                | Q(
                    number__gte=1,
                    dated_on__isnull=False,
                    number_year=F("dated_on__year"),
                    state__in=["issuing", "issued"],
                ),
                name="report_number_has_its_year",
                violation_error_message=_("Số báo cáo phải đi cùng ngày ghi trên báo cáo."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=ONE_ROLLOUT, rollout__isnull=False, document=None)
                    | Q(kind="clauses", document__isnull=False, rollout=None)
                    | Q(kind="late", document=None)
                    | Q(kind__in=OF_A_PERIOD, rollout=None, document=None)
                ),
                name="report_kind_has_its_scope",
                violation_error_message=_("Loại báo cáo phải có đúng đợt hoặc văn bản của nó."),
            ),
            models.CheckConstraint(
                condition=Q(kind="unit", unit__isnull=False) | ~Q(kind="unit") & Q(unit=None),
                name="report_of_a_unit_names_it",
                violation_error_message=_("Báo cáo của đơn vị phải ghi đơn vị."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        kind__in=OF_A_PERIOD,
                        period_kind__in=[kind.value for kind in PeriodKind],
                        period_year__isnull=False,
                        period_part__isnull=False,
                        starts_on__isnull=False,
                        ends_on__isnull=False,
                    )
                    | ~Q(kind__in=OF_A_PERIOD)
                    & Q(
                        period_kind="",
                        period_year=None,
                        period_part=None,
                        starts_on=None,
                        ends_on=None,
                    )
                ),
                name="report_of_a_period_names_it",
                violation_error_message=_("Báo cáo định kỳ phải ghi kỳ báo cáo."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="comparison", compared_at__isnull=False, compared_at__lt=F("as_of")
                )
                | ~Q(kind="comparison") & Q(compared_at=None),
                name="report_compares_with_an_earlier_moment",
                violation_error_message=_("Thời điểm so sánh phải trước thời điểm báo cáo."),
            ),
            # Nghị định 30/2020, Điều 15: once in a year for the body that issues, be it the
            # authority (no unit) or a unit.
            models.UniqueConstraint(
                fields=["unit", "number_year", "number"],
                name="report_number_once_a_year",
                condition=Q(number__isnull=False),
                nulls_distinct=False,
                violation_error_message=_("Số này đã dùng cho một báo cáo khác trong năm."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state="discarded"),
                name="report_replaced_once",
                violation_error_message=_("Báo cáo này đã có một báo cáo thay thế."),
            ),
            models.UniqueConstraint(
                fields=["schedule", "period_year", "period_part"],
                condition=Q(schedule__isnull=False),
                name="report_scheduled_once_a_period",
                violation_error_message=_("Báo cáo của kỳ này đã được lập theo lịch."),
            ),
            models.CheckConstraint(
                condition=Q(schedule=None) | Q(kind="periodic", replaces=None),
                name="report_scheduled_is_periodic",
                violation_error_message=_("Lịch chỉ lập báo cáo định kỳ."),
            ),
            models.CheckConstraint(
                condition=Q(capacity="uq", unit__isnull=False)
                | ~Q(capacity="uq") & Q(signed_as=""),
                name="report_signed_for_the_head_of_a_unit",
                violation_error_message=_("Ký thừa ủy quyền chỉ dùng cho báo cáo của đơn vị."),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replaces_because="")
                | Q(replaces__isnull=False) & ~Q(replaces_because=""),
                name="report_replacement_says_why",
                violation_error_message=_("Báo cáo thay thế phải nêu lý do."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is worked on: at the unit's own pages, or the office's."""
        return reverse("reports:unit_report" if self.unit_id else "reports:report", args=[self.pk])

    @property
    def period(self) -> Period | None:
        if not self.period_kind:
            return None
        kind = PeriodKind(self.period_kind)
        return Period(kind, self.period_year, self.period_part, self.starts_on, self.ends_on)

    @property
    def scope(self) -> Scope:
        return Scope(
            kind=Kind(self.kind),
            as_of=self.as_of,
            rollout_id=self.rollout_id,
            document_id=self.document_id,
            unit_id=self.unit_id,
            period=self.period,
            compared_at=self.compared_at,
        )

    @property
    def issuer_name(self) -> str:
        """Of a unit's own report: the unit, as it was called at the report's moment."""
        return self.unit.name_on(timezone.localdate(self.as_of))

    @property
    def maker_words(self) -> str:
        """A schedule makes reports in the name of the office, not of a person."""
        if self.schedule_id is None:
            return self.made_by.name
        return gettext("Lập theo lịch (người đặt lịch: %(name)s)") % {"name": self.made_by.name}

    @property
    def period_words(self) -> str:
        if not self.period_kind:
            return ""
        return period_label(self.period_kind, self.period_year, self.period_part)

    @property
    def is_open(self) -> bool:
        """Its text may still be written."""
        return self.state in {self.State.DRAFT, self.State.SUBMITTED}

    @property
    def number_shown(self) -> str:
        """As Nghị định 30/2020 writes it: below ten with a zero before it."""
        return f"{self.number:02}" if self.number else ""
