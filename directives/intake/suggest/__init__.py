"""Hints from what was read, each with its reason. Nothing here changes a word: a person decides.

transcription  words that are most likely copied wrong
types          the type of document, where none is printed or the symbol says another
addressees     printed addressees → kinds of units
relations      what the document does to others
duties         who is to do what, how often, by when; and what is never tracked
facts          what a citation says against what the portal holds
"""

from directives.intake.suggest.addressees import addressees
from directives.intake.suggest.duties import duties
from directives.intake.suggest.relations import relations
from directives.intake.suggest.transcription import transcription
from directives.intake.suggest.types import types
from directives.intake.tree import DraftDocument, DraftSuggestion

STAGES = (types, addressees, transcription, relations, duties)

__all__ = ["suggestions_for"]


def suggestions_for(document: DraftDocument) -> tuple[DraftSuggestion, ...]:
    return tuple(found for stage in STAGES for found in stage(document))
