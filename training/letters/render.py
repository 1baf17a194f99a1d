"""A letter's content to HTML; neither this nor the drawing asks the database anything.

Laid out by Nghị định 30/2020/NĐ-CP as a công văn: number, date and signature are left blank for
the clerk, since the letter is signed where official letters are.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.pdf.administrative import day_shown, grouped, layout_words
from portal.pdf.unbroken import unbroken
from training.letters.content import Content
from training.models import ReminderLetter

# So few addressees stand in the letter itself; more of them in its annex.
MOST_NAMED = 8
# What the head of an office is called, by the first word of its name.
TITLES = {"phòng": "TRƯỞNG PHÒNG", "sở": "GIÁM ĐỐC", "trung": "GIÁM ĐỐC", "ban": "TRƯỞNG BAN"}


def render_html(content: Content) -> str:
    with translation.override("vi"):
        page = render_to_string("training/letters/pdf/letter.html", context_of(content))
    return unbroken(page)


def context_of(content: Content) -> dict[str, Any]:
    as_of = datetime.fromisoformat(content.as_of)
    by_authority = content.issuer == ReminderLetter.Issuer.AUTHORITY or not content.office
    lines = [
        {
            "unit": unit,
            "tasks": [(task.number, day_shown(task.due_on), task.late) for task in unit.tasks],
            "longest": max(task.late for task in unit.tasks),
        }
        for unit in content.units
    ]
    return layout_words() | {
        "content": content,
        "as_of": as_of,
        "year": timezone.localdate(as_of).year,
        "issued_on": day_shown(content.issued_on),
        "reply_by": day_shown(content.reply_by),
        "previous": [day_shown(day) for day in content.previous],
        "times": str(content.number),
        "by_authority": by_authority,
        "superior": content.superior if by_authority else content.authority,
        "issuer": content.authority if by_authority else content.office,
        "signer": "CHỦ TỊCH" if by_authority else _head_of(content.office),
        "named": [unit.name for unit in content.units] if len(lines) <= MOST_NAMED else [],
        "groups": grouped(lines),
    }


def _head_of(office: str) -> str:
    return TITLES.get(office.split(maxsplit=1)[0].lower(), "THỦ TRƯỞNG CƠ QUAN")
