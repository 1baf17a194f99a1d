"""Drawings that stand in the HTML of a PDF."""

from html import escape


def titled(svg: str, words: str) -> str:
    """The drawing with the words that a screen reader says in its place."""
    before, opened, rest = svg.partition("<svg")
    attributes, closed, drawing = rest.partition(">")
    return f"{before}{opened}{attributes}{closed}<title>{escape(words)}</title>{drawing}"
