"""The sample's documents: the national Code as far as it is verified, and the five real letters."""

from datetime import date, timedelta
from pathlib import Path

from directives.models import Clause, Document
from directives.services import (
    DutyFields,
    document_edit,
    document_intake,
    document_publish,
    document_submit,
    duty_save,
    relation_save,
)
from portal.access import Actor, actor_of
from portal.accounts.models import User
from portal.demo.clock import at
from portal.demo.code_later import code_corrected, sample_translated
from portal.demo.duties import DUTIES, SampleDuty
from portal.demo.moments import moment
from portal.demo.national_code import national_code_in
from portal.demo.own_letter import own_letter_in
from portal.demo.people import LEAD, OFFICER
from portal.units.models import Unit

FOLDER = Path(__file__).parent / "documents"
ORIGIN = "Văn bản chính thức đã ban hành, dùng làm tài liệu mẫu; chép nguyên văn tệp nhận được"
IMPLEMENTED = {
    "/STTTT-TTBCXB": ["874/QĐ-BTTTT"],
    "314/UBND-VHTT": ["39-CTHĐ/HU"],
    "/UBND-VHTT": ["412-CV/HU", "874/QĐ-BTTTT"],
    "3411/SGDĐT-CTTT": ["23-CT/TU"],
    "3575/SGDDĐT-CTTT": ["23-CT/TU"],
}


def documents_in(
    *, people: dict[str, User], units: dict[str, Unit], today: date
) -> dict[str, Document]:
    """Published documents by their printed number. One person enters, another publishes."""
    officer, lead = actor_of(people[OFFICER]), actor_of(people[LEAD])
    with at(moment(today - timedelta(days=90), 8)):
        code = national_code_in(entered_by=officer, published_by=lead)
        code_corrected(documents=code, entered_by=officer, published_by=lead)
        sample_translated(code["423/QĐ-BVHTTDL"], entered_by=officer, checked_by=lead)
        found = {}
        for path in sorted(FOLDER.glob("*.txt")):
            for document in document_intake(
                actor=officer, data=path.read_bytes(), name=path.name, origin=ORIGIN
            ):
                _say_what_it_orders(document, path.name, officer, units)
                _relate(document, officer)
                _name_as_cited(document, officer)
                document_submit(actor=officer, document_id=document.pk)
                document_publish(actor=lead, document_id=document.pk)
                document.refresh_from_db()
                found[document.identifier] = document
        own_letter_in(officer=officer, lead=lead)
    return found


def _say_what_it_orders(
    document: Document, file: str, officer: Actor, units: dict[str, Unit]
) -> None:
    for duty in DUTIES:
        if (duty.file, duty.identifier) == (file, document.identifier):
            clause = Clause.objects.get(edition__document=document, eid=duty.eid)
            duty_save(actor=officer, clause_id=clause.pk, fields=_fields(duty, units))


def _fields(duty: SampleDuty, units: dict[str, Unit]) -> DutyFields:
    return DutyFields(
        quote=duty.quote,
        action=duty.action,
        tracked=duty.tracked,
        addressees=duty.addressees,
        kinds=duty.kinds,
        units=tuple(units[code].pk for code in duty.units),
        frequency=duty.frequency,
        due_on=date.fromisoformat(duty.due) if duty.due else None,
        indicators=duty.indicators,
        evidence=duty.evidence,
        code=duty.code,
    )


# Printed with a letter too many; the letter that cites it writes it right.
OTHER_SPELLINGS = {"3575/SGDDĐT-CTTT": ["3575/SGDĐT-CTTT"]}


def _name_as_cited(document: Document, officer: Actor) -> None:
    if others := OTHER_SPELLINGS.get(document.identifier):
        document_edit(actor=officer, document_id=document.pk, fields={"other_identifiers": others})


def _relate(document: Document, officer: Actor) -> None:
    for target in IMPLEMENTED.get(document.identifier, []):
        relation_save(actor=officer, source_id=document.pk, kind="implements", target_text=target)
