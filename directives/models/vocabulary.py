"""The words that occur in published texts, for suggesting another spelling."""

from django.db import models

LONGEST_WORD = 30


class KnownWord(models.Model):
    """A copy for suggestions alone, renewed every hour; what is found never depends on it."""

    bare = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    # The form it is written in most often.
    written = models.CharField(max_length=LONGEST_WORD)
    clauses = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.written
