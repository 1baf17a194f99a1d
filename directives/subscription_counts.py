"""How many follow by mail. Numbers only: no page and no export of the portal shows an address."""

from dataclasses import dataclass

from django.db.models import Count

from directives.models import Following, Subscriber


@dataclass(frozen=True)
class SubscriptionCounts:
    """`scopes` and `languages`: (name, number) of every one, zero included."""

    subscribers: int
    waiting: int
    scopes: list[tuple[str, int]]
    languages: list[tuple[str, int]]


def subscription_counts() -> SubscriptionCounts:
    confirmed, people = Following.objects.confirmed(), Subscriber.objects.following()
    scopes = dict(confirmed.order_by().values_list("scope").annotate(Count("pk")))
    languages = dict(people.order_by().values_list("language").annotate(Count("pk")))
    return SubscriptionCounts(
        subscribers=sum(languages.values()),
        waiting=Following.objects.waiting().count(),
        scopes=[(str(name), scopes.get(key, 0)) for key, name in Following.Scope.choices],
        languages=[(str(n), languages.get(key, 0)) for key, n in Subscriber.Language.choices],
    )
