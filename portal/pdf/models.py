from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SharedDrawingQuerySet(models.QuerySet):
    def waited_for(self) -> Self:
        """Whoever asked for it gave a sign of life lately, by the database's clock."""
        return self.filter(seen_at__gt=Now() - timedelta(seconds=SharedDrawing.SILENT_SECONDS))

    def abandoned(self) -> Self:
        return self.exclude(pk__in=SharedDrawing.objects.waited_for())


class SharedDrawing(models.Model):
    """A long document that several machines draw just now; gone when it is drawn."""

    SILENT_SECONDS = 60

    # Fonts and engine: who has others would draw other bytes.
    made_with = models.CharField(max_length=64)
    # All pieces are here to be taken.
    is_whole = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_default=Now())

    objects = SharedDrawingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"drawing {self.pk}"


class SharedPieceQuerySet(models.QuerySet):
    def free(self) -> Self:
        """Not drawn, and in nobody's hands or in those of somebody who was lost."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lt=Now()), pdf=None)

    def held_by(self, holder: str) -> Self:
        return self.filter(taken_by=holder, pdf=None)


class SharedPiece(models.Model):
    """A piece that is not in the asker's folder yet. `pdf` is there when another machine drew it;
    the row goes when the asker has it."""

    # How long a piece stays in the hands of one who gives no sign of life.
    LEASE_SECONDS = 30

    drawing = models.ForeignKey(SharedDrawing, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    html = models.TextField()
    pdf = models.BinaryField(null=True)
    taken_by = models.CharField(max_length=32, blank=True)
    taken_until = models.DateTimeField(null=True)

    objects = SharedPieceQuerySet.as_manager()

    class Meta:
        ordering = ["drawing", "number"]
        constraints = [
            models.UniqueConstraint(fields=["drawing", "number"], name="pdf_piece_once"),
            models.CheckConstraint(
                condition=Q(taken_by="", taken_until=None, pdf=None)
                | (~Q(taken_by="") & Q(taken_until__isnull=False)),
                name="pdf_piece_taken_by_somebody_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawing_id} {self.name}"
