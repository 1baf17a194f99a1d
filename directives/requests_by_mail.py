"""requests_send — the mails that ask a mailbox whether it wants to follow.

The rows are the queue: killed half-way and run again, each mail goes once. Nothing of what the
asker typed stands in the mail, so that nobody can have the portal carry his words to a stranger.
"""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directives.digest import FOLDER
from directives.models import Following
from directives.scopes import Wanted
from directives.subscribing import UNCONFIRMED_DAYS
from directives.subscription_links import confirm_address
from portal.mail.post import MailRefused, PostOffice, mail_made, post_office
from portal.units.models import Authority


def requests_send() -> int:
    """How many went out. Raises MailServerDown; what was not sent stays due."""
    due = list(Following.objects.to_mail(timezone.now()).values_list("pk", flat=True))
    if not due:
        return 0
    with post_office() as office:
        return sum(_send(pk, office) for pk in due)


@transaction.atomic
def _send(pk: int, office: PostOffice) -> bool:
    waiting = Following.objects.to_mail(timezone.now()).filter(pk=pk)
    following = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if following is None:
        return False
    try:
        office.send(_message(following))
    except MailRefused:
        # Nobody lives there: the row is erased with all others that are never confirmed.
        sent = False
    else:
        sent = True
    following.mail_due_at = None
    following.save(update_fields=["mail_due_at"])
    return sent


def _message(following: Following) -> object:
    with translation.override(following.language):
        authority = Authority.objects.first()
        wanted = Wanted.of(following)
        return mail_made(
            template=f"{FOLDER}/request",
            to=following.subscriber.email,
            subject=_("Xác nhận theo dõi văn bản"),
            once=f"{following.key} {following.asked_at.isoformat()}",
            context={
                "authority": authority,
                "name": "" if following.query else wanted.name,
                "days": UNCONFIRMED_DAYS,
                "address": confirm_address(following),
                "language": following.language,
            },
        )
