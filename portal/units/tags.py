"""What a reorganisation does to tags: nothing. Whether a successor is what a tag says, a person
decides; the preview and the change's page name what the old units bore."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.units.holdings import Change, Effect, Holding
from portal.units.models import UnitEvent, UnitEventPart, UnitTagging


class Tags(Holding):
    key = "tags"
    heading = gettext_lazy("Nhãn của đơn vị")

    def effect(self, change: Change) -> Effect:
        return Effect(sentences=tuple(_stays(change.ending, change.on)))

    def told(self, event: UnitEvent) -> list[str]:
        old = event.parts.filter(role=UnitEventPart.Role.FROM, unit__ended_on=event.effective_on)
        return _stays(old.values_list("unit", flat=True), event.effective_on)


def _stays(unit_ids: Iterable[int], on: date) -> list[str]:
    rows = UnitTagging.objects.borne(on).filter(unit__in=unit_ids).values_list("tag__name")
    return [
        _(
            "Nhãn “%(tag)s” ở lại với đơn vị cũ, không tự chuyển; nếu đơn vị kế thừa cũng thuộc "
            "diện này, hãy gắn nhãn cho đơn vị ấy."
        )
        % {"tag": tag}
        for (tag,) in rows.order_by("tag__name").distinct()
    ]
