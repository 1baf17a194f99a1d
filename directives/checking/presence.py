"""editor_seen · editors_present · editors_forget — who has a draft's review page open now."""

from datetime import timedelta

from django.db.models import Case, F, When
from django.utils import timezone

from directives.models import Edition, EditorSeen
from portal.access import Actor
from portal.accounts.models import User

KEPT_HOURS = 24


def editor_seen(*, actor: Actor, edition: Edition) -> None:
    """Said again every few seconds. Who comes back after a while is there since now."""
    now = timezone.now()
    held = EditorSeen.objects.filter(edition=edition, user=actor.user)
    away = When(seen_at__lt=EditorSeen.present_since(now), then=now)
    if not held.update(since=Case(away, default=F("since")), seen_at=now):
        EditorSeen.objects.bulk_create(
            [EditorSeen(edition=edition, user=actor.user, since=now, seen_at=now)],
            ignore_conflicts=True,
        )


def editors_present(edition: Edition, but: User) -> list[EditorSeen]:
    """Everybody else, who came first first."""
    present = edition.editors.at_work(timezone.now()).exclude(user=but)
    return list(present.select_related("user").order_by("since", "pk"))


def editors_forget() -> int:
    """Presence is of use for a minute; nobody's hours are to be read from it."""
    before = timezone.now() - timedelta(hours=KEPT_HOURS)
    return EditorSeen.objects.filter(seen_at__lt=before).delete()[0]
