"""A mail in words: subject, text, and the links by which digests are ended."""

from datetime import UTC, date, datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.mail.post import mail_made
from portal.units.models import Authority
from portal.web.templatetags.portal import vn_date
from training.models import NoticeChoice, NoticeMail
from training.notices.content import Section

SUBJECT_LETTERS = 90
# How many sections the subject names.
NAMED = 2
STOP = "notices.stop"
# A choice that was never made holds nothing back.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def digest_of(mail: NoticeMail, sections: list[Section], today: date) -> EmailMultiAlternatives:
    subject = _("Tổng hợp ngày %(date)s: %(what)s") % {
        "date": vn_date(today),
        "what": _named(sections),
    }
    stop = stop_address(choice_of(mail.user_id))
    # RFC 8058: the mailbox's own button ends it with one POST.
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return _made("digest", mail, subject, sections, {"stop": stop}, headers)


def urgent_of(mail: NoticeMail, sections: list[Section], today: date) -> EmailMultiAlternatives:
    items = [item for section in sections for item in section.items]
    if len(items) == 1:
        words = {"what": sections[0].name, "title": items[0].title}
        subject = _("%(what)s: %(title)s") % words
    else:
        subject = _("Việc gấp: %(what)s") % {"what": _named(sections)}
    return _made("urgent", mail, subject, sections, {}, {})


def _named(sections: list[Section]) -> str:
    words = [f"{len(s.items)} {s.name[:1].lower()}{s.name[1:]}" for s in sections[:NAMED]]
    return ", ".join(words)


def _made(
    name: str,
    mail: NoticeMail,
    subject: str,
    sections: list[Section],
    more: dict,
    headers: dict,
) -> EmailMultiAlternatives:
    return mail_made(
        template=f"training/notices/mail/{name}",
        to=mail.user.email,
        subject=Truncator(" ".join(subject.split())).chars(SUBJECT_LETTERS),
        once=str(mail.key),
        context={
            "authority": Authority.objects.first(),
            "person": mail.user,
            "sections": sections,
            "choices": settings.SITE_URL + reverse("training:notice_choices"),
            "page": settings.SITE_URL + reverse("training:notices"),
            "language": "vi",
            **more,
        },
        headers=headers,
    )


def choice_of(user_id: int) -> NoticeChoice:
    choice, _created = NoticeChoice.objects.get_or_create(
        user_id=user_id, defaults={"mailed_since": LONG_AGO}
    )
    return choice


def stop_address(choice: NoticeChoice) -> str:
    path = reverse("training:notice_stop", args=[_signer().sign(choice.key.hex)])
    return settings.SITE_URL + path


def key_of(token: str) -> UUID | None:
    """None where the portal did not make this link."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt=STOP, sep=".")
