"""The province: districts, their divisions, communes and schools, and the people of each.

Names say that they are made up: "Ủy ban nhân dân xã Mẫu 0001", "Người đứng đầu Mẫu 00001".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from portal.access import Role
from portal.accounts.models import Membership, User
from portal.demo.people import SamplePerson
from portal.demo.scale.people import SCALE_OFFICE, SCALE_PEOPLE
from portal.demo.scale.sizes import Sizes
from portal.units.models import Authority, Unit
from portal.vietnamese.folding import fold

SINCE = date(2020, 1, 1)
DOMAIN = "tinhmau.example"
FULL_NAME = "Ủy ban nhân dân tỉnh Mẫu (dữ liệu thử quy mô)"
ROOT = "TM"
# One unit in so many has no account: the office enters its paper.
WITHOUT_PEOPLE = 40

NAMES = {
    "phong": ("P", "Phòng chuyên môn Mẫu {:04}", "Trưởng phòng"),
    "xa": ("X", "Ủy ban nhân dân xã Mẫu {:04}", "Chủ tịch UBND xã"),
    "phuong": ("F", "Ủy ban nhân dân phường Mẫu {:04}", "Chủ tịch UBND phường"),
    "thpt": ("C3", "Trường THPT Mẫu {:04}", "Hiệu trưởng"),
    "thcs": ("C2", "Trường THCS Mẫu {:04}", "Hiệu trưởng"),
    "tieu-hoc": ("C1", "Trường Tiểu học Mẫu {:04}", "Hiệu trưởng"),
    "mam-non": ("MN", "Trường Mầm non Mẫu {:04}", "Hiệu trưởng"),
}
EDUCATION = "Phòng Giáo dục và Đào tạo Mẫu {:04}"
COMMUNES = ("xa", "phuong")

PLACES = """
CREATE TEMPORARY TABLE scale_place (
    number integer PRIMARY KEY, code text, name text, folded text, kind text, parent text,
    head text, staff integer, pupils integer, residents integer, has_people boolean
) ON COMMIT DROP
"""
UNITS = "INSERT INTO units_unit (code, ended_note) SELECT code, '' FROM scale_place ORDER BY number"
PERIODS = """
INSERT INTO units_unitperiod (unit_id, valid_from, name, folded, kind_id, parent_id, note)
SELECT u.id, %(since)s, p.name, p.folded, p.kind, above.id, ''
FROM scale_place p JOIN units_unit u ON u.code = p.code
LEFT JOIN units_unit above ON above.code = p.parent
ORDER BY p.number
"""
HEADCOUNTS = """
INSERT INTO units_headcount (unit_id, audience, people, counted_on)
SELECT u.id, counted.audience, counted.people, %(counted_on)s
FROM scale_place p JOIN units_unit u ON u.code = p.code
CROSS JOIN LATERAL (VALUES ('staff', p.staff), ('pupils', p.pupils), ('residents', p.residents))
    counted(audience, people)
WHERE counted.people > 0
ORDER BY p.number, counted.audience
"""
# A head for each; a deputy in communes; whoever prepares the papers in every second unit.
ROLES = """
CREATE TEMPORARY TABLE scale_role ON COMMIT DROP AS
SELECT p.number, p.code, roles.role, roles.position,
       lower(roles.letters || p.code) || '@' || %(domain)s AS email,
       roles.called || ' Mẫu ' || lpad(p.number::text, 5, '0') AS name
FROM scale_place p
CROSS JOIN LATERAL (VALUES
    ('head', p.head, '', 'Người đứng đầu', TRUE),
    ('deputy', replace(p.head, 'Chủ tịch', 'Phó Chủ tịch'), 'pho.', 'Cấp phó',
     p.kind IN ('xa', 'phuong')),
    ('officer', 'Cán bộ đầu mối', 'cb.', 'Cán bộ đầu mối', p.number %% 2 = 0)
) roles(role, position, letters, called, there)
WHERE p.has_people AND roles.there
"""
# "!" is Django's sign for a password that nobody can enter.
USERS = """
INSERT INTO accounts_user (email, name, password, is_active, joined_at)
SELECT email, name, '!' || md5(email), TRUE, %(joined)s FROM scale_role ORDER BY number, role
"""
MEMBERSHIPS = """
INSERT INTO accounts_membership (user_id, unit_id, role, position, valid_from)
SELECT person.id, u.id, r.role, r.position, %(since)s
FROM scale_role r JOIN accounts_user person ON person.email = r.email
JOIN units_unit u ON u.code = r.code
ORDER BY r.number, r.role
"""


@dataclass(frozen=True)
class Place:
    number: int
    code: str
    name: str
    kind: str
    parent: str | None
    head: str = ""
    staff: int = 0
    pupils: int = 0
    residents: int = 0
    has_people: bool = False


def places_write(sizes: Sizes) -> None:
    """Units with their heads, and the authority itself with the people of its office."""
    columns = (
        *("number", "code", "name", "folded", "kind", "parent", "head"),
        *("staff", "pupils", "residents", "has_people"),
    )
    given = {
        "since": SINCE,
        "joined": SINCE,
        "counted_on": date(sizes.today.year, 1, 1),
        "domain": DOMAIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        with cursor.copy(f"COPY scale_place ({', '.join(columns)}) FROM STDIN") as copy:
            for place in _places(sizes):
                values = vars(place) | {"folded": fold(place.name)}
                copy.write_row([values[column] for column in columns])
        cursor.execute("ANALYZE scale_place")
        for statement in (UNITS, PERIODS, HEADCOUNTS, ROLES, USERS, MEMBERSHIPS):
            cursor.execute(statement, given)
    _authority()


def _places(sizes: Sizes) -> Iterator[Place]:
    """Parents before children."""
    number = 1
    yield Place(number, ROOT, "Ủy ban nhân dân tỉnh Mẫu", "authority", None)
    number += 1
    yield Place(number, SCALE_OFFICE, "Sở Văn hóa, Thể thao và Du lịch tỉnh Mẫu", "phong", ROOT)
    for district in range(1, sizes.districts + 1):
        number += 1
        name = f"Ủy ban nhân dân huyện Mẫu {district:02}"
        yield Place(number, f"H-{district:02}", name, "authority", ROOT)
    for kind, count in sizes.kinds.items():
        for index in range(1, count + 1):
            number += 1
            yield _given_work(number, kind, index, sizes)


def _given_work(number: int, kind: str, index: int, sizes: Sizes) -> Place:
    letters, name, head = NAMES[kind]
    district = (index - 1) % sizes.districts + 1
    if kind == "phong" and index <= sizes.districts:
        name = EDUCATION
    commune, school = kind in COMMUNES, kind not in {*COMMUNES, "phong"}
    return Place(
        number=number,
        code=f"{letters}-{index:04}",
        name=name.format(index),
        kind=kind,
        parent=_parent(kind, district),
        head=head,
        staff=12 + number * 7 % 60,
        pupils=180 + number * 13 % 900 if school and kind != "mam-non" else 0,
        residents=3_000 + number * 37 % 9_000 if commune else 0,
        has_people=number % WITHOUT_PEOPLE != 0,
    )


def _parent(kind: str, district: int) -> str:
    """Schools stand under the district's education division, those of the province under it."""
    if kind == "thpt":
        return ROOT
    return f"H-{district:02}" if kind in {*COMMUNES, "phong"} else f"P-{district:04}"


def _authority() -> None:
    office = Unit.objects.get(code=SCALE_OFFICE)
    Authority.objects.create(
        pk=1,
        level=Authority.Level.PROVINCE,
        name="Tỉnh Mẫu",
        full_name=FULL_NAME,
        place="Mẫu",
        contact="Dữ liệu thử quy mô; không có cơ quan nào như vậy",
        office=office,
        is_sample=True,
    )
    for person in SCALE_PEOPLE:
        _join(person, Unit.objects.get(code=person.unit_code))


def _join(person: SamplePerson, unit: Unit) -> None:
    """Of the units the heads are there already."""
    if person.role == Role.HEAD:
        return
    Membership.objects.create(
        user=User.objects.create_user(email=person.email, name=person.name),
        unit=unit,
        role=person.role,
        position=person.position,
        valid_from=SINCE,
    )
