"""How the office's people of the sample have set up their desk."""

from portal.access import actor_of
from portal.accounts.models import User
from portal.demo.people import OFFICER, SECOND_OFFICER
from training.desk_keeping import share_set, view_save
from training.models import SavedView


def arrange_desk(people: dict[str, User]) -> None:
    """Two officers who share the review by kinds of units, and the filters they keep."""
    first, second = actor_of(people[OFFICER]), actor_of(people[SECOND_OFFICER])
    share_set(actor=first, kinds=["agency", "commune"])
    share_set(actor=second, kinds=["school"])
    kept = [
        (first, "Trường quá hạn", SavedView.Page.LATE, "loai=school", True),
        (first, "Xã chờ thẩm định", SavedView.Page.QUEUE, "loai=commune", False),
        (second, "Cần xem lại", SavedView.Page.QUEUE, "luu-y=co", True),
    ]
    for actor, name, page, query, shared in kept:
        view_save(actor=actor, name=name, page=page, query=query, shared=shared)
