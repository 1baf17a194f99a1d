"""Every address × every role: an address without a rule fails, and so does a rule not enforced."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from portal.access import RULES, Act, Role, act_of
from tests.cast import Cast, signed_in

DUMMIES = {
    **{"pk": 999999, "number": 1, "slug": "khong-co", "eid": "muc-1", "token": "x", "key": "x"},
    **{"decision": "huy", "kind": "csv", "uidb36": "1", "code": "KHONGCO"},
}
# Whatever else an address asks for: a row that does not exist.
OTHERWISE = 999999


@dataclass(frozen=True)
class Address:
    name: str
    path: str
    view: object
    act: Act | None
    is_public: bool


def addresses() -> Iterator[Address]:
    for name, groups, pattern in _routes(get_resolver().url_patterns, "", frozenset()):
        view = pattern.callback
        is_public = not getattr(view, "login_required", True)
        arguments = {group: DUMMIES.get(group, OTHERWISE) for group in groups}
        try:
            path = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
        yield Address(name, path, view, act_of(view, name), is_public)


def _routes(
    patterns: list, namespace: str, groups: frozenset[str]
) -> Iterator[tuple[str, frozenset[str], URLPattern]]:
    for pattern in patterns:
        named = groups | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner, named)
        else:
            yield f"{namespace}{pattern.name or ''}", named, pattern


# The first route of an address is the one that answers.
ALL = list({address.path: address for address in reversed(list(addresses()))}.values())
OURS = [a for a in ALL if not a.name.startswith(("admin:", "account_", "mfa_", "usersessions_"))]
ROLES = {
    Role.HEAD: "chairman",
    Role.DEPUTY: "vice_chairman",
    Role.OFFICER: "clerk",
    Role.OFFICE_OFFICER: "office_officer",
    Role.OFFICE_LEAD: "office_lead",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


def test_the_walk_finds_the_portal():
    assert len(OURS) > 60
    assert {"training:assignment", "reports:verify", "directives:home"} <= {
        address.name for address in OURS
    }


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.path)
def test_every_address_has_a_rule(address: Address):
    assert address.is_public or address.act is not None


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_exactly_where_its_rules_say(role: Role, cast: Cast):
    client = signed_in(getattr(cast, ROLES[role]))
    wrong = []
    for address in OURS:
        if address.is_public:
            continue
        status = client.get(address.path).status_code
        allowed = role in RULES[address.act]
        if (status == 403) is allowed or status >= 500:
            wrong.append((address.path, status))
    assert wrong == []


def test_nobody_signed_out_sees_more_than_the_public_pages(cast: Cast):
    client, wrong = Client(), []
    for address in ALL:
        response = client.get(address.path)
        to_sign_in = response.status_code == 302 and "/login/" in response.url
        if not address.is_public and not to_sign_in:
            wrong.append((address.path, response.status_code))
    assert wrong == []


def test_public_pages_set_no_cookie_and_may_be_kept_by_anybody(cast: Cast):
    wrong = []
    for address in OURS:
        if not getattr(address.view, "is_public_page", False):
            continue
        response = Client().get(address.path)
        varies = response.headers.get("Vary", "")
        public = "public" in response.headers["Cache-Control"]
        kept = public if response.status_code == 200 else True
        if response.cookies or "Cookie" in varies or not kept:
            wrong.append((address.path, response.headers))
    assert wrong == []


def test_pages_of_signed_in_people_are_kept_by_nobody(cast: Cast):
    response = signed_in(cast.chairman).get("/don-vi/")
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["office_officer", "office_lead", "auditor", "administrator"])
@pytest.mark.parametrize("path", ["/quan-ly/", "/admin/", "/nhat-ky/"])
def test_without_a_second_factor_these_roles_get_nowhere(who: str, path: str, cast: Cast):
    client = Client()
    client.force_login(getattr(cast, who), backend=settings.AUTHENTICATION_BACKENDS[0])
    response = client.get(path)
    assert response.status_code == 302
    assert "/tai-khoan/xac-thuc/" in response.url


def test_a_head_needs_no_second_factor(cast: Cast):
    client = Client()
    client.force_login(cast.chairman, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/don-vi/").status_code == 200


def test_a_public_page_is_the_same_to_the_byte_for_whoever_asks(cast: Cast):
    signed = signed_in(cast.office_lead)
    for path in ("/", "/van-ban/", "/bo-quy-tac/", "/tien-do/", "/xac-minh/"):
        assert signed.get(path).content == Client().get(path).content
