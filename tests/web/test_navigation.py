"""The places of the office, as they are called in either language."""

from django.test import Client

from tests.cast import Cast, signed_in


def labels(client: Client, path: str) -> list[str]:
    return [item.label for item in client.get(path).context["desk"].items]


def test_in_english_a_list_of_many_is_not_called_by_the_name_of_one(cast: Cast):
    client = signed_in(cast.office_officer)
    assert {"Báo cáo", "Đơn vị"} <= set(labels(client, "/quan-ly/"))
    assert {"Reports", "Units"} <= set(labels(client, "/en/quan-ly/"))
    assert "<h1>Notices</h1>" in client.get("/en/thong-bao/").content.decode()
