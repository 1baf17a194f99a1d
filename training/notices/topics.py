"""What apps above tell people through the same outbox: each topic is theirs, and so are its words.

`notices_tell` writes the rows in the caller's transaction, `notices_settle` marks what needs no
answer any more as read; the page and the daily digest ask the topic what there is to say.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from training.models import Notice


@dataclass(frozen=True)
class Told:
    """`url` is a page that whoever was told may open; `holds` while it is worth a mail. `detail`
    stands on the page alone: a mail brings the title and a link."""

    title: str
    url: str
    detail: str = ""
    holds: bool = True


@dataclass(frozen=True)
class Topic:
    """`words` gives for the ids of what was told of the words of each, in one or two queries."""

    label: Promise | str
    words: Callable[[Collection[int]], Mapping[int, Told]]
    tone: str = "idle"


# In the order of a mail.
TOPICS: dict[str, Topic] = {}


def offer_topic(key: str, topic: Topic) -> None:
    TOPICS[key] = topic


def notices_tell(
    *,
    topic: str,
    subject_id: int,
    people: Iterable[tuple[int, int]],
    at: datetime,
    anew: bool = False,
) -> None:
    """`people` as (user, unit); each is told once of a subject, however often this runs. With
    `anew` whoever was told of it before `at` is told again: of what grows, in place of the older
    notice, so that there is never more than one."""
    people = list(people)
    if anew:
        told = Notice.objects.filter(topic=topic, subject_id=subject_id, at__lt=at)
        told.filter(user__in={user for user, _unit in people}).delete()
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                unit_id=unit,
                kind=Notice.Kind.OF_A_TOPIC,
                topic=topic,
                subject_id=subject_id,
                day=timezone.localdate(at),
                at=at,
            )
            for user, unit in people
        ],
        ignore_conflicts=True,
    )


def notices_settle(*, topics: Collection[str], subjects: Collection[int] | QuerySet) -> None:
    """What nobody has read yet of these is done, and needs no mail."""
    about = Notice.objects.unread().filter(topic__in=topics, subject_id__in=subjects)
    about.update(is_read=True)


def told_of(notices: Iterable[Notice]) -> dict[int, Told]:
    """By notice; a query or two for each topic, however many notices."""
    by_topic: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.topic in TOPICS:
            by_topic[notice.topic].append(notice)
    found = {}
    for key, of_topic in by_topic.items():
        words = TOPICS[key].words({notice.subject_id for notice in of_topic})
        of_topic = [notice for notice in of_topic if notice.subject_id in words]
        found |= {notice.pk: words[notice.subject_id] for notice in of_topic}
    return found
