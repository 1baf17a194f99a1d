from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.units.models import Authority

ARGUMENTS = [
    *("--name", "Xã Mẫu", "--full-name", "Ủy ban nhân dân xã Mẫu", "--place", "Mẫu"),
    *("--office", "Phòng Văn hóa - Xã hội", "--admin-email", "qt@mau.test"),
    *("--admin-name", "Người Quản Trị"),
]


def test_an_empty_portal_gets_its_authority_and_first_administrator(db: None):
    said = StringIO()
    call_command("begin", *ARGUMENTS, stdout=said)
    assert Authority.objects.get().office.name_on is not None
    path = "/" + said.getvalue().strip().rsplit("\n", 1)[1].split("/", 3)[3]
    assert Client().get(path).status_code == 200
    with pytest.raises(CommandError, match="chỉ chạy một lần"):
        call_command("begin", *ARGUMENTS)


@pytest.mark.parametrize("path", ["/", "/van-ban/", "/bo-quy-tac/", "/tien-do/", "/xac-minh/"])
def test_an_empty_portal_shows_empty_pages_not_faults(path: str, db: None):
    assert Client().get(path).status_code == 200
