"""The description of the interface for machines (OpenAPI 3.1), true to the views beside it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from directives.models import Document

PAGE_ROWS = 100
TEXT = {"type": "string"}
MAYBE_TEXT = {"type": ["string", "null"]}
MAYBE_NUMBER = {"type": ["integer", "null"]}
FLAG = {"type": "boolean"}
SLUG = {"type": "string", "pattern": "^[-a-z0-9]+$"}
EDITION_NUMBER = {"type": "integer", "minimum": 1, "maximum": 32767}


def _object(**properties: Any) -> dict:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: dict) -> dict:
    return {"type": "array", "items": of}


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> dict:
    issued = _object(year=MAYBE_NUMBER, month=MAYBE_NUMBER, day=MAYBE_NUMBER)
    relation = _object(
        source=TEXT,
        kind=TEXT,
        target=MAYBE_TEXT,
        target_text=TEXT,
        clause=MAYBE_TEXT,
        effective_on=MAYBE_TEXT,
        note=MAYBE_TEXT,
    )
    document = _object(
        id=TEXT,
        slug=TEXT,
        url=TEXT,
        type={"type": "string", "enum": list(Document.Type.values)},
        type_name=TEXT,
        number=MAYBE_TEXT,
        symbol=MAYBE_TEXT,
        identifier=MAYBE_TEXT,
        issued=issued,
        issuer=MAYBE_TEXT,
        superior=MAYBE_TEXT,
        subject=TEXT,
        addressees=_list(TEXT),
        state={"type": "string", "enum": list(Document.READABLE)},
        force=_object(value=TEXT, sentence=TEXT, by=_list(_ref("Relation"))),
        published_at=MAYBE_TEXT,
    )
    edition = _object(
        id=TEXT,
        document=TEXT,
        number={"type": "integer"},
        kind=TEXT,
        is_summary=FLAG,
        is_current=FLAG,
        note=TEXT,
        effective_on=MAYBE_TEXT,
        published_at=MAYBE_TEXT,
        sha256=TEXT,
        akoma_ntoso=TEXT,
    )
    clause = _object(
        eid=TEXT,
        parent=MAYBE_TEXT,
        part=TEXT,
        form=TEXT,
        label=TEXT,
        text=TEXT,
        awaits_official_text=FLAG,
    )
    return {
        "Document": document,
        "Edition": edition,
        "Clause": clause,
        "Relation": relation,
        "DocumentWithEditions": {
            "allOf": [
                _ref("Document"),
                _object(editions=_list(_ref("Edition")), relations=_list(_ref("Relation"))),
            ]
        },
        "EditionWithText": {"allOf": [_ref("Edition"), _object(clauses=_list(_ref("Clause")))]},
        "Documents": _page_of("Document"),
        "Relations": _page_of("Relation"),
        "Error": _object(error=TEXT),
    }


def _page_of(name: str) -> dict:
    return _object(
        count={"type": "integer"}, next=MAYBE_TEXT, previous=MAYBE_TEXT, results=_list(_ref(name))
    )


def _answer(schema: str, description: str, *, missing: bool = False) -> dict:
    answers = {
        "200": {
            "description": description,
            "content": {"application/json": {"schema": _ref(schema)}},
        }
    }
    if missing:
        answers["404"] = {
            "description": _("Không có, hoặc chưa công bố."),
            "content": {
                "application/json": {"schema": _ref("Error")},
                # An address of another shape is answered by the site itself.
                "text/html": {"schema": TEXT},
            },
        }
    return answers


def _parameter(name: str, description: str, schema: dict, *, place: str = "query") -> dict:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": description,
        "schema": schema,
    }


def _get(summary: str, parameters: list[dict], responses: dict) -> dict:
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def description() -> dict:
    slug = _parameter(
        "slug",
        _("Địa chỉ của văn bản"),
        {"type": "string", "pattern": "^[-a-z0-9]+$"},
        place="path",
    )
    number = _parameter(
        "number",
        _("Bản thứ mấy"),
        {"type": "integer", "minimum": 1, "maximum": 32767},
        place="path",
    )
    page = _parameter("trang", _("Trang thứ mấy"), {"type": "integer", "minimum": 1})
    filters = [
        _parameter("q", _("Số, ký hiệu hoặc từ cần tìm"), TEXT),
        _parameter("loai", _("Loại văn bản"), {"type": "string"}),
        _parameter("nam", _("Năm ban hành"), {"type": "string"}),
        _parameter("co-quan", _("Cơ quan ban hành"), TEXT),
    ]
    xml = {
        "200": {
            "description": "Akoma Ntoso 3.0",
            "content": {"application/akn+xml": {"schema": TEXT}},
        },
        "404": _answer("Documents", "", missing=True)["404"],
    }
    root = "/du-lieu/v1"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Dữ liệu mở của cổng"),
            "version": "1",
            "description": _(
                "Văn bản đã công bố, đúng như trên các trang. Khi dùng lại, hãy ghi nguồn và ngày "
                "lấy dữ liệu."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            f"{root}/van-ban/": _get(
                _("Danh sách văn bản"),
                [page, *filters],
                _answer(
                    "Documents",
                    _("%(count)s văn bản một trang") % {"count": PAGE_ROWS},
                    missing=True,
                ),
            ),
            f"{root}/van-ban/{{slug}}/": _get(
                _("Một văn bản với các bản và quan hệ"),
                [slug],
                _answer("DocumentWithEditions", _("Văn bản"), missing=True),
            ),
            f"{root}/van-ban/{{slug}}/ban/{{number}}/": _get(
                _("Lời văn của một bản, theo từng điều khoản"),
                [slug, number],
                _answer("EditionWithText", _("Bản"), missing=True),
            ),
            f"{root}/van-ban/{{slug}}/ban/{{number}}/akn.xml": _get(
                _("Một bản theo chuẩn Akoma Ntoso"), [slug, number], xml
            ),
            f"{root}/quan-he/": _get(
                _("Quan hệ giữa các văn bản"),
                [page],
                _answer("Relations", _("Quan hệ"), missing=True),
            ),
        },
        "components": {"schemas": _schemas()},
    }
