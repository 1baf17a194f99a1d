import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.units.models import Authority, PublicContact
from tests.cast import Cast, signed_in


def contact(**fields: object) -> PublicContact:
    defaults = {"way": "phone", "label": "Đường dây nóng", "value": "0900 000 000"}
    return PublicContact(authority=Authority.objects.get(), **defaults | fields)


@pytest.mark.parametrize(
    ("way", "value", "href"),
    [
        ("phone", "0900 000 000", "tel:0900000000"),
        ("phone", "+84 900.000.000", "tel:+84900000000"),
        ("phone", "113", "tel:113"),
        ("email", "phanhoi@huyenmau.example", "mailto:phanhoi@huyenmau.example"),
        ("website", "https://huyenmau.example/", "https://huyenmau.example/"),
        ("place", "Số 1 đường Mẫu", ""),
    ],
)
def test_a_contact_opens_what_it_is(cast: Cast, way: str, value: str, href: str):
    row = contact(way=way, value=value)
    row.full_clean()
    row.save()
    assert row.href == href


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "hỏi văn phòng"},
        {"value": ""},
        {"way": "email", "value": "khong co dau"},
        {"way": "website", "value": "javascript:alert(1)"},
        {"way": "website", "value": "huyenmau.example"},
        {"way": "place", "value": "  "},
        {"way": "pigeon", "value": "1"},
        {"label": ""},
    ],
)
def test_the_database_refuses_what_nobody_could_use(cast: Cast, fields: dict):
    row = contact(**fields)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_administrator_publishes_and_takes_back_a_contact(cast: Cast):
    client = signed_in(cast.administrator)
    url = "/admin/units/authority/1/change/"
    assert "contacts-0-value" in client.get(url).content.decode()
    authority = Authority.objects.get()
    form = {
        **{name: getattr(authority, name) for name in ("level", "name", "full_name", "place")},
        **{"superior_name": "", "symbol": "UBND", "contact": "", "office": authority.office_id},
        **{"contacts-TOTAL_FORMS": 1, "contacts-INITIAL_FORMS": 0},
        **{"contacts-0-way": "phone", "contacts-0-label": "Đường dây nóng"},
        **{"contacts-0-value": "0900 000 000", "contacts-0-order": 0},
    }
    assert client.post(url, form).status_code == 302
    row = PublicContact.objects.get()
    form |= {"contacts-INITIAL_FORMS": 1, "contacts-0-id": row.pk, "contacts-0-DELETE": "on"}
    assert client.post(url, form | {"contacts-0-authority": 1}).status_code == 302
    assert not PublicContact.objects.exists()
