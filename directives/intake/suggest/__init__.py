"""Hints from what was read, each with its reason. Nothing here changes a word: a person decides.

transcription  words that are most likely copied wrong
typography     end marks, hyphens, a handwritten number, a place's name
types          the type of document, where none is printed or the symbol says another
addressees     printed addressees → kinds of units
relations      what the document does to others
duties         who is to do what, how often, by when; and what is never tracked
facts          what a citation says against what the portal holds
"""

from itertools import islice

from directives.intake.suggest.addressees import addressees
from directives.intake.suggest.duties import duties
from directives.intake.suggest.relations import relations
from directives.intake.suggest.transcription import transcription
from directives.intake.suggest.types import types
from directives.intake.suggest.typography import typography
from directives.intake.tree import DraftDocument, DraftSuggestion

STAGES = (types, addressees, transcription, typography, relations, duties)
# Nobody looks at more; a text made to give more must not fill the memory of who reads it.
MOST_OF_A_STAGE = 3000

__all__ = ["suggestions_for"]


def suggestions_for(document: DraftDocument) -> tuple[DraftSuggestion, ...]:
    return tuple(found for stage in STAGES for found in islice(stage(document), MOST_OF_A_STAGE))
