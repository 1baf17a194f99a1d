"""Who follows by mail: the address, what is followed, and nothing else about the person."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from directives.models.works import Document
from portal.mail.post import MOST_REFUSALS

# So many mails nobody asked for can one mailbox get in so many days, however often somebody types
# its address into the form; the database refuses one more in the same row.
REQUEST_MAILS, REQUEST_DAYS = 3, 7
# Of the filters of a search, percent-encoded: within what PostgreSQL can keep in an index.
QUERY_LENGTH = 1500


class SubscriberQuerySet(models.QuerySet):
    def following(self) -> Self:
        """Who has confirmed something."""
        confirmed = Following.objects.confirmed().filter(subscriber=models.OuterRef("pk"))
        return self.filter(models.Exists(confirmed))

    def to_tell(self, cutoff: datetime, now: datetime) -> Self:
        """Who has not been looked at for the digest of this cutoff, and need not wait."""
        behind = Following.objects.confirmed().filter(
            subscriber=models.OuterRef("pk"), told_until__lt=cutoff
        )
        ready = self.filter(Q(retry_at=None) | Q(retry_at__lte=now))
        return ready.filter(models.Exists(behind)).order_by("pk")

    def idle(self) -> Self:
        """Neither following nor waiting to confirm: nothing is left to keep them for."""
        return self.filter(followings=None)


class Subscriber(models.Model):
    """A mail address. Deleted with the last thing it follows; no opening or click is counted."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", _("Tiếng Việt")
        ENGLISH = "en", "English"

    # What the links in mails sign: it says nothing about the person or their number.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("thư điện tử"))
    # The address without what stands behind "+", to which the same person listens.
    mailbox = models.EmailField(editable=False)
    language = models.CharField(_("ngôn ngữ của thư"), max_length=2, choices=Language)
    # Mails to confirm since the last answer; they count until REQUEST_DAYS after the last.
    request_mails = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    refusals = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("người theo dõi qua thư")
        # For the limit of mails a mailbox.
        indexes = [models.Index(fields=["mailbox"], name="subscriber_mailbox")]
        constraints = [
            models.UniqueConstraint(fields=["email"], name="subscriber_once_an_address"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & Q(mailbox=Lower("mailbox")),
                name="subscriber_address_in_small_letters",
            ),
            models.CheckConstraint(
                condition=Q(request_mails__lte=REQUEST_MAILS), name="subscriber_mails_are_bounded"
            ),
            models.CheckConstraint(
                condition=Q(refusals=0, retry_at=None)
                | Q(refusals__range=(1, MOST_REFUSALS), retry_at__isnull=False),
                name="subscriber_refused_waits",
            ),
        ]

    def __str__(self) -> str:
        """Never the address: this ends in logs."""
        return f"subscriber {self.pk}"


class FollowingQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        return self.exclude(confirmed_at=None)

    def waiting(self) -> Self:
        return self.filter(confirmed_at=None)

    def to_mail(self, now: datetime) -> Self:
        """Whose mail with the link to confirm is due."""
        return self.waiting().filter(mail_due_at__lte=now).order_by("mail_due_at", "pk")

    def stale(self, now: datetime, days: int) -> Self:
        """Asked for and not confirmed in time."""
        return self.waiting().filter(asked_at__lt=now - timedelta(days=days))


class Following(models.Model):
    """What a subscriber asked to be told of; it counts once confirmed from the mailbox itself."""

    class Scope(models.TextChoices):
        ALL = "all", _("Mọi văn bản")
        DOCUMENT = "document", _("Một văn bản")
        SEARCH = "search", _("Một tìm kiếm")

    # Signed in the link that confirms.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="followings")
    scope = models.CharField(max_length=8, choices=Scope)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The filters of a search as in its address, names in a fixed order.
    query = models.CharField(max_length=QUERY_LENGTH, blank=True)
    # As asked for with this one; the subscriber's own once it is confirmed.
    language = models.CharField(max_length=2, choices=Subscriber.Language)
    asked_at = models.DateTimeField()
    # When the mail to confirm is to be sent; empty once it was.
    mail_due_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Whatever was published up to this moment the subscriber has been told.
    told_until = models.DateTimeField(null=True, blank=True)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("nội dung theo dõi qua thư")
        indexes = [
            # For the limit of requests an hour, and for those not confirmed in time.
            models.Index(fields=["asked_at"], name="following_asked_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber"], condition=Q(scope="all"), name="following_all_once"
            ),
            models.UniqueConstraint(
                fields=["subscriber", "document"],
                condition=Q(scope="document"),
                name="following_document_once",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "query"],
                condition=Q(scope="search"),
                name="following_search_once",
            ),
            models.CheckConstraint(
                condition=Q(scope="all", document=None, query="")
                | Q(scope="document", document__isnull=False, query="")
                | (Q(scope="search", document=None) & ~Q(query="")),
                name="following_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, told_until=None)
                | Q(
                    confirmed_at__isnull=False,
                    told_until__isnull=False,
                    told_until__gte=F("confirmed_at"),
                    mail_due_at=None,
                ),
                name="following_tells_from_its_confirmation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.pk}"
