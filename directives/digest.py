"""digests_send — once a day, to everybody who follows something of which there is news.

A digest tells what happened up to the day's cutoff, the same moment for all; each thing followed
remembers up to when it has told. A run that was killed, or that a mail server stopped, is simply
run again: who was told is passed by. Between the server's "250" and the commit a crash can make one
mail go twice; both carry the same Message-ID.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Min
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directives.force import EFFECT_KINDS
from directives.models import Document, Following, Relation, Subscriber
from directives.news import Kind, News, news
from directives.scopes import Wanted, filters_of, found_among
from directives.subscribing import followings_end
from directives.subscription_links import end_address
from portal.mail.post import (
    MOST_REFUSALS,
    MailRefused,
    PostOffice,
    mail_made,
    post_office,
    wait_after,
)
from portal.units.models import Authority
from portal.web.templatetags.portal import vn_date

DIGEST_HOUR = 7
MOST_ITEMS = 40
FOLDER = "directives/subscribing/mail"


def digests_send(*, now: datetime) -> int:
    """How many digests went out. Raises MailServerDown; who was not told yet is told next time."""
    cutoff = cutoff_of(now)
    due = list(Subscriber.objects.to_tell(cutoff, now).values_list("pk", flat=True))
    if not due:
        return 0
    book = NewsBook(cutoff)
    if not book.items:
        Following.objects.confirmed().filter(told_until__lt=cutoff).update(told_until=cutoff)
        return 0
    with post_office() as office:
        return sum(_tell(pk, book, office, now) for pk in due)


def cutoff_of(now: datetime) -> datetime:
    """The last 7 o'clock of the authority's clock."""
    local = timezone.localtime(now)
    day = local.date() if local.hour >= DIGEST_HOUR else local.date() - timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(DIGEST_HOUR)))


class NewsBook:
    """What happened up to the cutoff, and which of it concerns whom; read once a run."""

    def __init__(self, cutoff: datetime) -> None:
        self.cutoff = cutoff
        confirmed = Following.objects.confirmed().filter(told_until__lt=cutoff)
        after = confirmed.aggregate(oldest=Min("told_until"))["oldest"]
        self.items = news(after=after, until=cutoff) if after else []
        self._documents = [item.document for item in self.items]
        self._found: dict[str, set[int]] = {}
        self._written: dict[tuple, tuple[str, SafeString]] = {}
        self._touches = set(
            Relation.objects.filter(source__in=self._documents, kind__in=EFFECT_KINDS).values_list(
                "source", "target"
            )
        )

    def of(self, followings: Iterable[Following]) -> list[News]:
        """Each once, in the order in which a digest tells them, the newest first."""
        followings = list(followings)
        chosen = [item for item in self.items if any(self._tells(f, item) for f in followings)]
        return sorted(chosen, key=lambda item: item.kind)

    def _tells(self, following: Following, item: News) -> bool:
        if item.at <= following.told_until:
            return False
        document = item.document
        if following.scope == Following.Scope.DOCUMENT:
            touches = (document.pk, following.document_id) in self._touches
            return document.pk == following.document_id or touches
        if item.kind == Kind.WITHDRAWN and document.published_at > following.told_until:
            # It came and went: nobody was told of it, so nobody misses it.
            return False
        if following.scope == Following.Scope.ALL:
            return True
        return document.pk in self._search(following.query)

    def written(self, items: list[News]) -> tuple[str, SafeString]:
        """As text and as HTML, in the language in use; the same news are written once a run."""
        held = (get_language(), *((item.document.pk, item.at) for item in items))
        if held not in self._written:
            context = {"groups": _groups(items), "site_url": settings.SITE_URL}
            text = render_to_string(f"{FOLDER}/items.txt", context)
            self._written[held] = (text, render_to_string(f"{FOLDER}/items.html", context))
        return self._written[held]

    def _search(self, query: str) -> set[int]:
        if query not in self._found:
            self._found[query] = found_among(filters_of(query), self._documents)
        return self._found[query]


@transaction.atomic
def _tell(pk: int, book: NewsBook, office: PostOffice, now: datetime) -> bool:
    subscriber = Subscriber.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if subscriber is None:
        return False
    followings = list(
        subscriber.followings.confirmed()
        .filter(told_until__lt=book.cutoff)
        .select_related("document")
    )
    items = book.of(followings)
    if items:
        try:
            office.send(_message(subscriber, followings, items, book))
        except MailRefused:
            _refused(subscriber, now)
            return False
    _told(subscriber, followings, book.cutoff)
    return bool(items)


def _told(subscriber: Subscriber, followings: list[Following], cutoff: datetime) -> None:
    told = Following.objects.filter(pk__in=[following.pk for following in followings])
    told.update(told_until=cutoff)
    Subscriber.objects.filter(pk=subscriber.pk).update(refusals=0, retry_at=None)
    over = [following for following in followings if _is_over(following, cutoff)]
    if over:
        followings_end(subscriber, over, why="document_withdrawn")


def _is_over(following: Following, cutoff: datetime) -> bool:
    """Of a document that was taken down nothing more will be told."""
    document = following.document
    gone = document is not None and document.state == Document.State.WITHDRAWN
    return gone and document.withdrawn_at <= cutoff


def _refused(subscriber: Subscriber, now: datetime) -> None:
    """Its server takes no mail for it: wait longer each time, in the end take it for gone."""
    subscriber.refusals += 1
    if subscriber.refusals > MOST_REFUSALS:
        followings_end(subscriber, list(subscriber.followings.all()), why="mail_refused")
        return
    subscriber.retry_at = now + wait_after(subscriber.refusals)
    subscriber.save(update_fields=["refusals", "retry_at"])


def _message(
    subscriber: Subscriber, followings: list[Following], items: list[News], book: NewsBook
) -> EmailMultiAlternatives:
    cutoff, count = book.cutoff, len(items)
    with translation.override(subscriber.language):
        end = end_address(subscriber)
        text, html = book.written(items[:MOST_ITEMS])
        return mail_made(
            template=f"{FOLDER}/digest",
            to=subscriber.email,
            subject=ngettext(
                "Văn bản theo dõi: %(count)s tin, ngày %(date)s",
                "Văn bản theo dõi: %(count)s tin, ngày %(date)s",
                count,
            )
            % {"count": count, "date": vn_date(cutoff)},
            once=f"{subscriber.key} {cutoff.isoformat()}",
            context={
                "authority": Authority.objects.first(),
                "told": text,
                "told_html": html,
                "more": max(0, count - MOST_ITEMS),
                "followed": [Wanted.of(following).name for following in followings],
                "over": [f.document for f in followings if _is_over(f, cutoff)],
                "end": end,
                "language": subscriber.language,
            },
            headers={
                # RFC 8058: the mailbox's own button ends it with one POST.
                "List-Unsubscribe": f"<{end}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def _groups(items: list[News]) -> list[tuple[str, list[News]]]:
    names = {
        Kind.NEW: _("Văn bản mới"),
        Kind.LATER: _("Bản mới của văn bản đã công bố"),
        Kind.WITHDRAWN: _("Văn bản đã gỡ khỏi công bố"),
    }
    grouped = [
        (name, [item for item in items if item.kind == kind]) for kind, name in names.items()
    ]
    return [(name, found) for name, found in grouped if found]
