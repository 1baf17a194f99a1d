"""The people of the tests: one fixed cast, the same in every file."""

from dataclasses import dataclass
from importlib import import_module

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client

from portal.access import Role
from portal.accounts.models import User
from portal.units.models import Authority, Unit, UnitKind
from tests.factories import make_member, make_unit


@dataclass(frozen=True)
class Cast:
    office: Unit
    commune: Unit
    other_commune: Unit
    school: Unit
    office_officer: User
    second_office_officer: User
    office_lead: User
    auditor: User
    administrator: User
    chairman: User
    vice_chairman: User
    clerk: User
    other_chairman: User
    head_teacher: User


def assemble() -> Cast:
    # A test that commits is followed by an emptied database, the kinds of units included.
    if not UnitKind.objects.exists():
        import_module("portal.units.migrations.0002_kinds").add(apps, None)
    district = make_unit("H", "Ủy ban nhân dân huyện Mẫu", "authority")
    office = make_unit("H-VHTT", "Phòng Văn hóa và Thông tin", "phong", parent=district)
    commune = make_unit("X-AB", "Ủy ban nhân dân xã An Bình", "xa", parent=district)
    other = make_unit("X-HL", "Ủy ban nhân dân xã Hòa Lạc", "xa", parent=district)
    school = make_unit("T-AB", "Trường THCS An Bình", "thcs", parent=commune)
    Authority.objects.create(
        pk=1,
        level=Authority.Level.DISTRICT,
        name="Huyện Mẫu",
        full_name="Ủy ban nhân dân huyện Mẫu",
        superior_name="Ủy ban nhân dân tỉnh Mẫu",
        place="Mẫu",
        office=office,
    )
    return Cast(
        office=office,
        commune=commune,
        other_commune=other,
        school=school,
        office_officer=make_member(
            "chuyenvien@mau.test", "Lê Thu Hà", office, Role.OFFICE_OFFICER, "Chuyên viên"
        ),
        second_office_officer=make_member(
            "chuyenvien2@mau.test", "Vũ Minh Đức", office, Role.OFFICE_OFFICER, "Chuyên viên"
        ),
        office_lead=make_member(
            "truongphong@mau.test", "Trần Quốc Việt", office, Role.OFFICE_LEAD, "Trưởng phòng"
        ),
        auditor=make_member(
            "thanhtra@mau.test", "Đỗ Thị Mai", office, Role.AUDITOR, "Thanh tra viên"
        ),
        administrator=make_member(
            "quantri@mau.test", "Ngô Văn Sơn", office, Role.ADMINISTRATOR, "Quản trị"
        ),
        chairman=make_member(
            "chutich.ab@mau.test", "Nguyễn Văn Bình", commune, Role.HEAD, "Chủ tịch UBND xã"
        ),
        vice_chairman=make_member(
            "pct.ab@mau.test", "Phạm Thị Lan", commune, Role.DEPUTY, "Phó Chủ tịch UBND xã"
        ),
        clerk=make_member(
            "vhxh.ab@mau.test",
            "Hoàng Thị Yến",
            commune,
            Role.OFFICER,
            "Công chức Văn hóa - Xã hội",
        ),
        other_chairman=make_member(
            "chutich.hl@mau.test", "Bùi Đình Khôi", other, Role.HEAD, "Chủ tịch UBND xã"
        ),
        head_teacher=make_member(
            "hieutruong.ab@mau.test", "Đặng Thu Thủy", school, Role.HEAD, "Hiệu trưởng"
        ),
    )


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in, with the second factor set up."""
    if not Authenticator.objects.filter(user=user).exists():
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
