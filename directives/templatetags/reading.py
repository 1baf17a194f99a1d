"""Sentences of the reading stages, in the reader's language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from directives.intake.sentences import form_of, sentences_of

register = template.Library()


@register.filter
def reading_warning(warning: dict) -> str:
    """A stored `ReadingWarning`: its sentence with its values filled in."""
    return filled(warning["text"], warning.get("params") or {})


def filled(sentence: str, params: dict) -> str:
    """A sentence stored without values keeps its percent signs."""
    translated = gettext(sentence)
    return translated % params if params else translated


@register.filter
def read_sentence(sentence: str) -> str:
    """What became of a file, stored in Vietnamese as the reading said it."""
    if not sentence:
        return ""
    whole = _translated(sentence)
    if whole != sentence:
        return whole
    return " ".join(_translated(part) for part in sentences_of(sentence))


def _translated(sentence: str) -> str:
    """By its form where it has values of its own in it; the values are words of the reading too."""
    formed = form_of(sentence)
    if formed is None:
        return gettext(sentence)
    form, values = formed
    return gettext(form) % {name: gettext(value) for name, value in values.items()}


@register.simple_tag
def in_vietnamese() -> SafeString:
    """The attribute for the words of a document: they are Vietnamese on an English page too."""
    return SafeString("") if get_language() == "vi" else format_html(' lang="{}"', "vi")


@register.simple_tag
def in_page_language() -> SafeString:
    """The attribute for the portal's own words among those of a document."""
    return SafeString("") if get_language() == "vi" else format_html(' lang="{}"', get_language())


@register.filter
def held(values: dict, key: object) -> object:
    """What a dictionary holds under a key that is itself a value."""
    return values.get(key)
