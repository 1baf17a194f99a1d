from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.access import Act
from portal.accounts.models import Membership
from portal.vietnamese.periods import PeriodKind
from reports.annex_forms import AnnexForm
from training.catalogue import Frequency

KINDS = [(kind.value, Frequency(kind.value).label) for kind in PeriodKind]


class ReportScheduleQuerySet(models.QuerySet):
    def on(self) -> Self:
        return self.filter(is_on=True)

    def with_nobody(self, on: date) -> Self:
        """Those in use whose setter may make no reports any more: somebody else has to answer for
        them."""
        makers = Membership.objects.covering(Act.REPORT_MAKE, on).filter(user=OuterRef("set_by"))
        return self.on().filter(~Exists(makers))


class ReportSchedule(models.Model):
    """Periodic reports of the authority that make themselves when a period has closed, and then
    wait for a person. Periods that closed before `counts_from` are none of its.

    It is the office's and goes on when who set it has left; `set_by` answers for it, until somebody
    takes it over."""

    kind = models.CharField(_("kỳ báo cáo"), max_length=11, choices=KINDS, unique=True)
    is_on = models.BooleanField(_("đang dùng"), default=False)
    annex_form = models.CharField(
        _("phụ lục"), max_length=4, choices=AnnexForm, blank=True, default=AnnexForm.FITTING
    )
    counts_from = models.DateField(_("tính từ ngày"), null=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("lịch lập báo cáo")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PeriodKind]),
                name="report_schedule_of_a_kind_of_period",
                violation_error_message=_("Không có loại kỳ báo cáo này."),
            ),
            models.CheckConstraint(
                condition=Q(is_on=True, counts_from__isnull=False)
                | Q(is_on=False, counts_from=None),
                name="report_schedule_counts_while_it_is_on",
                violation_error_message=_("Lịch đang dùng phải có ngày bắt đầu tính."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
