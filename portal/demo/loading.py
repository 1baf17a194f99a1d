"""The sample from nothing to an issued report, through the same services as real work.

Everything is written in one transaction: it is there whole or not at all. Dates are counted from
the day of loading, so that what is late looks late whenever somebody tries the portal.
"""

from datetime import date

from django.db import connection, transaction

from directives.search.vocabulary import vocabulary_renew
from directives.sheets import sheets_ask
from portal.access import Role
from portal.accounts.models import Membership, User
from portal.demo.authority import (
    DISTRICT,
    MERGED,
    SampleUnit,
    old_communes,
    sample_units,
)
from portal.demo.desk import arrange_desk
from portal.demo.documents_in import documents_in
from portal.demo.later_texts import letter_amended
from portal.demo.merger import MERGED_ON, communes_merge, split_prepared
from portal.demo.people import NO_ACCOUNT, OFFICER, SAMPLE_PEOPLE
from portal.demo.story import tell_story
from portal.demo.tables import tables_in
from portal.units.models import Authority, Headcount, PublicContact, Unit, UnitKind
from portal.units.services import headcount_record, unit_create

SINCE = date(2020, 1, 1)
# A number that rings nowhere and a domain that is kept for examples.
CONTACTS = [
    ("phone", "Đường dây nóng phản ánh tin giả (minh họa)", "0000 000 000", "Giờ hành chính"),
    ("email", "Gửi phản ánh, kiến nghị (minh họa)", "phananh@huyenmau.example", ""),
    ("website", "Trang thông tin điện tử (minh họa)", "https://huyenmau.example/", ""),
    ("place", "Tiếp công dân (minh họa)", "Số 1 đường Mẫu, thị trấn Mẫu", "Thứ Năm hằng tuần"),
]


@transaction.atomic
def sample_load(*, today: date) -> None:
    units = _units(today)
    _authority(units)
    people = _people(units)
    _merged(units, people, today)
    documents = documents_in(people=people, units=units, today=today)
    sheets_ask(on=today)
    vocabulary_renew()
    tell_story(documents=documents, people=people, today=today)
    letter_amended(people=people, today=today)
    tables_in(officer=people[OFFICER], today=today)
    split_prepared(units=units, people=people, today=today)
    arrange_desk(people)
    # Pages ask at once for what was written a moment ago; the server would look at it in a minute.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _units(today: date) -> dict[str, Unit]:
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    district = unit_create(
        actor=None,
        code=DISTRICT[0],
        name=DISTRICT[1],
        kind=kinds["authority"],
        parent=None,
        valid_from=SINCE,
    )
    units = {district.code: district}
    for sample in [*_at_first(), *old_communes()]:
        units[sample.code] = unit_create(
            actor=None,
            code=sample.code,
            name=sample.name,
            kind=kinds[sample.kind],
            parent=units[sample.parent],
            valid_from=SINCE,
        )
    for sample in _at_first():
        _headcounts(sample, units[sample.code], date(today.year, 1, 1))
    for sample in old_communes():
        _headcounts(sample, units[sample.code], date(MERGED_ON.year, 1, 1))
    return units


def _at_first() -> list[SampleUnit]:
    """Without the commune that came of others later."""
    return [sample for sample in sample_units() if sample.code != MERGED]


def _merged(units: dict[str, Unit], people: dict[str, User], today: date) -> None:
    units[MERGED] = communes_merge(units=units, people=people)
    [sample] = [sample for sample in sample_units() if sample.code == MERGED]
    _headcounts(sample, units[MERGED], date(today.year, 1, 1))


def _headcounts(sample: SampleUnit, unit: Unit, counted_on: date) -> None:
    counts = {
        Headcount.Audience.STAFF: sample.staff,
        Headcount.Audience.PUPILS: sample.pupils,
        Headcount.Audience.RESIDENTS: sample.residents,
    }
    for audience, people in counts.items():
        if people:
            headcount_record(
                actor=None, unit=unit, audience=audience, people=people, counted_on=counted_on
            )


def _authority(units: dict[str, Unit]) -> None:
    authority = Authority.objects.create(
        pk=1,
        level=Authority.Level.DISTRICT,
        name="Huyện Mẫu",
        full_name="Ủy ban nhân dân huyện Mẫu",
        superior_name="Ủy ban nhân dân tỉnh Mẫu",
        place="Mẫu",
        contact="Phòng Văn hóa và Thông tin huyện Mẫu (địa chỉ và điện thoại minh họa)",
        office=units["CQ-VHTT"],
        is_sample=True,
    )
    for order, (way, label, value, note) in enumerate(CONTACTS):
        PublicContact.objects.create(
            authority=authority, way=way, label=label, value=value, note=note, order=order
        )


def _people(units: dict[str, Unit]) -> dict[str, User]:
    """The people who can be played, by e-mail, and a nameless head for all other units but one."""
    people = {}
    headed = set()
    for person in SAMPLE_PEOPLE:
        user = people.get(person.email) or User.objects.create_user(
            email=person.email, name=person.name
        )
        people[person.email] = user
        Membership.objects.create(
            user=user,
            unit=units[person.unit_code],
            role=person.role,
            position=person.position,
            valid_from=SINCE,
        )
        if person.role == Role.HEAD:
            headed.add(person.unit_code)
    for sample in [*_at_first(), *old_communes()]:
        if sample.code not in headed | {NO_ACCOUNT}:
            email = f"{sample.code.lower()}@huyenmau.example"
            people[email] = _unnamed_head(sample, units[sample.code], email)
    return people


def _unnamed_head(sample: SampleUnit, unit: Unit, email: str) -> User:
    user = User.objects.create_user(email=email, name=f"{sample.head_position} (minh họa)")
    Membership.objects.create(
        user=user, unit=unit, role=Role.HEAD, position=sample.head_position, valid_from=SINCE
    )
    return user
