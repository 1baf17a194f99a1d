"""Sentences of the reading stages, in the reader's language."""

from django import template
from django.utils.translation import gettext

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
    """What became of a file, stored in Vietnamese; one with values of its own in it stays so."""
    return gettext(sentence) if sentence else ""


@register.filter
def held(values: dict, key: object) -> object:
    """What a dictionary holds under a key that is itself a value."""
    return values.get(key)
