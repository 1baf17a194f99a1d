"""What becomes of a task whose document was withdrawn, repealed or replaced, or whose clauses a
later edition no longer has: a person's choice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.models.renewals import Renewal
from training.models.rollouts import Task


class EndedChoice(models.Model):
    """One choice for one task because of one thing that happened to its document: a relation
    (repealed, replaced), an edition that no longer has the task's clauses, or, where both are none,
    its withdrawal from the portal. Never changed."""

    class Choice(models.TextChoices):
        STOP = "stop", _("Dừng thực hiện")
        MOVE = "move", _("Chuyển sang văn bản thay thế")
        GO_ON = "go_on", _("Tiếp tục thực hiện")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ended_choices")
    # What is no more; for a task that was moved, another than its rollout's.
    document = models.ForeignKey(
        "directives.Document", on_delete=models.PROTECT, related_name="ended_choices"
    )
    relation = models.ForeignKey(
        "directives.Relation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    edition = models.ForeignKey(
        "directives.Edition", on_delete=models.PROTECT, null=True, related_name="+"
    )
    choice = models.CharField(_("lựa chọn"), max_length=5, choices=Choice)
    reason = models.TextField(_("lý do"))
    renewal = models.OneToOneField(Renewal, on_delete=models.PROTECT, null=True, related_name="+")
    # How many open assignments it reached, and how many confirmed ones it left as they are.
    open_count = models.PositiveIntegerField()
    kept_count = models.PositiveIntegerField()
    seen = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    form_token = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("lựa chọn khi văn bản hết hiệu lực")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="ended_choice_has_a_reason",
                violation_error_message=_("Ghi lý do của lựa chọn; đơn vị sẽ thấy lý do này."),
            ),
            models.CheckConstraint(
                condition=Q(choice="move", renewal__isnull=False)
                | (~Q(choice="move") & Q(renewal=None)),
                name="ended_choice_moves_to_a_text",
            ),
            # One answer to one thing that happened.
            models.UniqueConstraint(
                fields=["task", "relation"],
                condition=Q(relation__isnull=False),
                name="ended_choice_once_a_relation",
            ),
            models.UniqueConstraint(
                fields=["task", "document"],
                condition=Q(relation=None, edition=None),
                name="ended_choice_once_a_withdrawal",
            ),
            models.UniqueConstraint(
                fields=["task", "edition"],
                condition=Q(edition__isnull=False),
                name="ended_choice_once_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(relation=None) | Q(edition=None), name="ended_choice_has_one_cause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.choice}"

    @property
    def words(self) -> Promise | str:
        return choice_words(self.choice, self.edition_id is not None)


def choice_words(choice: str, of_clause: bool) -> Promise | str:
    """`of_clause`: the document goes on, but without what ordered the task."""
    if of_clause and choice == EndedChoice.Choice.MOVE:
        return Renewal.Kind.CLAUSE.label
    return EndedChoice.Choice(choice).label
