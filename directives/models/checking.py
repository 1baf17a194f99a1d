"""What happens to a draft between reading and publication: hints, corrections, changes, editors."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives.models.texts import Clause, Edition


class SuggestionQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=Suggestion.State.OPEN)


class Suggestion(models.Model):
    """A hint the reading gave, with its reason. A person accepts or refuses it; until then nothing
    changes."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Lỗi chép lại")
        DUTY = "duty", _("Yêu cầu phải thực hiện")
        ADDRESSEE = "addressee", _("Đối tượng thực hiện")
        TYPE = "type", _("Loại văn bản")
        RELATION = "relation", _("Quan hệ với văn bản khác")

    class State(models.TextChoices):
        OPEN = "open", _("Chờ quyết định")
        ACCEPTED = "accepted", _("Đã nhận")
        REFUSED = "refused", _("Đã bỏ")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="suggestions")
    clause = models.ForeignKey(
        Clause, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # The stable name of the tested rule that gave it (directives/intake/suggest/).
    rule = models.CharField(max_length=60)
    # A Vietnamese sentence with %(name)s places, translated when shown.
    reason = models.TextField()
    params = models.JSONField(default=dict, blank=True)
    # The words it is about, and where they stand in the clause's text (end not included).
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    proposed = models.JSONField(default=dict, blank=True)
    order = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "order", "pk"]
        verbose_name = verbose_name_plural = _("gợi ý")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | Q(state__in=["accepted", "refused"], decided_at__isnull=False),
                name="suggestion_decided_with_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"

    @property
    def reason_filled(self) -> str:
        """Why, in the reader's language and with its values."""
        sentence = gettext(self.reason)
        return sentence % self.params if self.params else sentence


class Correction(models.Model):
    """What is printed, and what it should most likely be. The text itself keeps what is printed."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="corrections")
    printed = models.CharField(_("in là"), max_length=300)
    suggested = models.CharField(_("đọc là"), max_length=300)
    reason = models.CharField(_("vì"), max_length=500)
    # Where the printed words begin in the clause's text.
    start = models.PositiveIntegerField(default=0)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["clause", "start"]
        verbose_name = verbose_name_plural = _("chỗ chép lại chưa đúng")
        constraints = [
            models.UniqueConstraint(fields=["clause", "start"], name="correction_once_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.printed} → {self.suggested}"


class TreeChangeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def since(self, revision: int) -> Self:
        """Made or taken back after this revision."""
        return self.filter(Q(revision__gt=revision) | Q(undone_revision__gt=revision))


class TreeChange(models.Model):
    """One change of a draft's tree: the rows it touched as they were and as they became.

    `before` and `after` are lists of clause rows by the names of their columns; a row only in
    `after` was made by the change, one only in `before` went with it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="changes")
    # The revision of the edition that this change made.
    revision = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The revision of the edition that taking it back made.
    undone_revision = models.PositiveIntegerField(null=True, blank=True)

    objects = TreeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "revision"], name="tree_change_once"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by=None, undone_revision=None),
                name="tree_change_undone_when_it_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.revision}"


class EditorSeenQuerySet(models.QuerySet):
    def at_work(self, now: datetime) -> Self:
        return self.filter(seen_at__gte=EditorSeen.present_since(now))


class EditorSeen(models.Model):
    """Who last had a draft's review page open, so that a second person is told."""

    PRESENT_SECONDS = 60

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="editors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Without a break of more than PRESENT_SECONDS.
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField()

    objects = EditorSeenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="editor_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at}"

    @staticmethod
    def present_since(now: datetime) -> datetime:
        return now - timedelta(seconds=EditorSeen.PRESENT_SECONDS)
