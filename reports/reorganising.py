"""Reports never change with units; one made since a change keeps it from being taken back."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.holdings import Change, Effect, Holding
from portal.units.models import UnitEvent
from portal.web.templatetags.portal import vn_date, vn_number
from reports.models import Report
from training.models import Assignment

NAMED = 5


class Reports(Holding):
    key = "reports"
    heading = gettext_lazy("Báo cáo")

    def effect(self, change: Change) -> Effect:
        count = _of_units([*change.sources, *change.changed]).count()
        if not count:
            return Effect()
        return Effect(
            sentences=(
                _("%(count)s báo cáo đã lập có nêu các đơn vị này; giữ nguyên từng chữ.")
                % {"count": vn_number(count)},
            )
        )

    def built_on(self, event: UnitEvent) -> list[str]:
        """Reports of the rollouts concerned and of the units, as of a moment after the event."""
        if event.kind == UnitEvent.Kind.MOVE:
            return []
        units = list(event.parts.exclude(role="below").values_list("unit", flat=True))
        rows = _of_units(units).filter(as_of__gte=event.applied_at)
        return [
            _("Báo cáo “%(title)s” ngày %(date)s đã nêu đơn vị theo thay đổi này.")
            % {"title": report.title, "date": vn_date(report.as_of)}
            for report in rows[:NAMED]
        ]


def _of_units(unit_ids: list[int]) -> object:
    given = Assignment.objects.filter(unit__in=unit_ids)
    of_rollouts = Q(rollout__in=given.values("task__rollout"))
    return Report.objects.filter(of_rollouts | Q(unit__in=unit_ids))
