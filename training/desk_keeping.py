"""view_save · view_change · view_delete · reason_save · share_set — what the office keeps for its
desk: filters under a name, the usual reasons for a return, and who reviews which kinds of units."""

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.access import Act, Actor
from portal.audit.services import record
from portal.refusals import Refused
from portal.units.models import UnitKind
from training.capacity import permitted
from training.lists import LISTS
from training.matrix import Filters
from training.models import ReturnReason, ReviewShare, Rollout, SavedView
from training.narrowing import Narrowing

MOST_VIEWS = 100
Page = SavedView.Page


def known_query(page: str, query: str) -> str:
    """Of an address only what the page knows as a filter; never the number of a page."""
    asked = QueryDict(query)
    if page == Page.MATRIX:
        return Filters.of(asked).encoded.rstrip("&")
    narrowing = Narrowing.of(asked, but=LISTS[page].without if page in LISTS else frozenset())
    return narrowing.encoded


@transaction.atomic
def view_save(
    *,
    actor: Actor,
    name: str,
    page: str,
    query: str,
    shared: bool,
    rollout_id: int | None = None,
) -> SavedView:
    """The same filters under the same name are saved once."""
    permitted(actor, Act.DESK_ARRANGE, 0)
    name, query = " ".join(name.split()), known_query(page, query)
    _named(actor, name)
    own = SavedView.objects.select_for_update().filter(owner=actor.user)
    if same := own.filter(name=name).first():
        if (same.page, same.rollout_id, same.query) == (page, rollout_id, query):
            return same
        raise Refused(_("Bạn đã có bộ lọc mang tên này; hãy chọn tên khác."))
    if own.count() >= MOST_VIEWS:
        raise Refused(
            _("Bạn đã lưu %(count)s bộ lọc; hãy xóa bớt bộ lọc không dùng.") % {"count": MOST_VIEWS}
        )
    if rollout_id and not Rollout.objects.filter(pk=rollout_id).exists():
        raise Refused(_("Đợt triển khai này không còn."))
    view = SavedView.objects.create(
        owner=actor.user, name=name, page=page, query=query, shared=shared, rollout_id=rollout_id
    )
    record(
        actor=actor.user,
        act="view_save",
        subject=view,
        data={"name": name, "page": page, "query": query, "shared": shared},
    )
    return view


@transaction.atomic
def view_change(*, actor: Actor, view_id: int, name: str, shared: bool) -> SavedView:
    view = SavedView.objects.select_for_update().get(pk=view_id, owner=actor.user)
    name = " ".join(name.split())
    _named(actor, name)
    if (view.name, view.shared) == (name, shared):
        return view
    if SavedView.objects.filter(owner=actor.user, name=name).exclude(pk=view.pk).exists():
        raise Refused(_("Bạn đã có bộ lọc mang tên này; hãy chọn tên khác."))
    view.name, view.shared = name, shared
    view.save(update_fields=["name", "shared"])
    record(actor=actor.user, act="view_change", subject=view, data={"name": name, "shared": shared})
    return view


@transaction.atomic
def view_delete(*, actor: Actor, view_id: int) -> None:
    """One's own only; gone already is as good."""
    view = SavedView.objects.select_for_update().filter(pk=view_id, owner=actor.user).first()
    if view:
        record(actor=actor.user, act="view_delete", subject=view, data={"name": view.name})
        view.delete()


@transaction.atomic
def reason_save(
    *, actor: Actor, reason_id: int | None, text: str, order: int, is_offered: bool
) -> ReturnReason:
    """A new reason, or other words for one that is there; what was sent before is not touched."""
    permitted(actor, Act.DESK_ARRANGE, 0)
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Ghi lý do."))
    reason = (
        ReturnReason.objects.select_for_update().get(pk=reason_id) if reason_id else ReturnReason()
    )
    if ReturnReason.objects.filter(text=text).exclude(pk=reason.pk).exists():
        raise Refused(_("Lý do này đã có trong danh sách."))
    if (reason.pk, reason.text, reason.order, reason.is_offered) == (
        reason_id or 0,
        text,
        order,
        is_offered,
    ):
        return reason
    reason.text, reason.order, reason.is_offered = text, order, is_offered
    reason.save()
    record(
        actor=actor.user,
        act="return_reason_save",
        subject=reason,
        data={"text": text, "order": order, "offered": is_offered},
    )
    return reason


@transaction.atomic
def share_set(*, actor: Actor, kinds: list[str]) -> None:
    """The kinds of units whose confirmations this person reviews; none: whatever is free."""
    permitted(actor, Act.DESK_ARRANGE, 0)
    own = ReviewShare.objects.select_for_update().filter(user=actor.user)
    wanted = set(UnitKind.objects.filter(pk__in=kinds).values_list("pk", flat=True))
    if wanted == {share.kind_id for share in own}:
        return
    own.exclude(kind__in=wanted).delete()
    ReviewShare.objects.bulk_create(
        [ReviewShare(user=actor.user, kind_id=kind) for kind in sorted(wanted)],
        ignore_conflicts=True,
    )
    record(
        actor=actor.user, act="review_share_set", subject=actor.user, data={"kinds": sorted(wanted)}
    )


def _named(actor: Actor, name: str) -> None:
    permitted(actor, Act.DESK_ARRANGE, 0)
    if not name:
        raise Refused(_("Đặt tên cho bộ lọc."))
