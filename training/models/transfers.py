"""An open assignment that went to the successor of its unit."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.models.assignments import Assignment
from training.models.extensions import Extension


class AssignmentTransfer(models.Model):
    """`source` was handed over with a reorganisation and goes on as `target`, which was made for
    it, stood there already, or came back to a unit that had handed it over before.

    Never updated (a trigger refuses); goes only when the reorganisation is taken back.
    """

    class How(models.TextChoices):
        MADE = "made", _("Giao cho đơn vị kế thừa")
        JOINED = "joined", _("Nhập vào việc đơn vị kế thừa đã có")
        BACK = "back", _("Trở lại đơn vị đã chuyển đi trước đây")

    event = models.ForeignKey(
        "units.UnitEvent", on_delete=models.PROTECT, related_name="assignment_transfers"
    )
    source = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="transfers_in")
    how = models.CharField(max_length=6, choices=How)
    from_state = models.CharField(max_length=16, choices=Assignment.State)
    # The version of the draft that went along; null where none did.
    draft_version = models.PositiveIntegerField(null=True)
    # The request for a later date that went along, waiting for its answer; null where none did.
    extension = models.ForeignKey(Extension, on_delete=models.PROTECT, null=True, related_name="+")
    # When the target had been handed over before, for a target that came back.
    target_closed_at = models.DateTimeField(null=True)
    # What the source's unit had handed on to units below it, which is now below the target.
    children = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Of which assignment the target was a part before, for a target that stood there as such and
    # is now in the source's place; null where it stays where it is.
    place_before = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("việc chuyển giao")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "source"], name="assignment_transferred_once_an_event"
            ),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="assignment_transfer_goes_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(how="back", target_closed_at__isnull=False)
                | (~Q(how="back") & Q(target_closed_at=None)),
                name="assignment_transfer_back_knows_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
