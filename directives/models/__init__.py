"""Documents as the portal holds them, each subject in a module of its own."""

from directives.models.changes import EditionChange
from directives.models.checking import Correction, EditorSeen, Suggestion, TreeChange
from directives.models.duties import Duty
from directives.models.likeness import TextBand
from directives.models.prints import EditionPdf
from directives.models.relations import Relation
from directives.models.sheets import CodeSheet
from directives.models.subscriptions import Following, Subscriber
from directives.models.takings import Intake
from directives.models.texts import Citation, Clause, Edition, SourceFile
from directives.models.translations import ClauseTranslation
from directives.models.vocabulary import KnownWord
from directives.models.works import Document, Identifier

__all__ = [
    "Citation",
    "Clause",
    "ClauseTranslation",
    "CodeSheet",
    "Correction",
    "Document",
    "Duty",
    "Edition",
    "EditionChange",
    "EditionPdf",
    "EditorSeen",
    "Following",
    "Identifier",
    "Intake",
    "KnownWord",
    "Relation",
    "SourceFile",
    "Subscriber",
    "Suggestion",
    "TextBand",
    "TreeChange",
]
