"""People and their roles to take away: no more than the page shows, to whom the page is shown."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.access import Act, Actor
from portal.accounts.people import PeopleFilters, memberships_of, people_headers, people_row
from portal.jobs.listings import Listing, offer_listing


@offer_listing("people", title=gettext_lazy("Người dùng"), act=Act.PEOPLE_MANAGE)
def people(actor: Actor, query: Mapping[str, str]) -> Listing:
    found = memberships_of(PeopleFilters.of(query), timezone.localdate())
    rows = map(people_row, found.iterator(chunk_size=2000))
    return Listing("nguoi-dung", people_headers(), rows, found.count())
