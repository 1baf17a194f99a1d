"""The description of the interface for machines (OpenAPI 3.1), true to the views beside it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from directives.force import Force
from directives.models import Clause, Document, Edition, Relation
from directives.opendata.akn_meta import AKN_TYPE
from directives.opendata.found import PATH as SEARCH_PATH
from directives.opendata.found import found_schema
from directives.opendata.schemas import (
    DAY,
    EDITION_NUMBER,
    SLUG,
    TEXT,
    answer,
    error_answer,
    schemas,
)

PAGE_ROWS = 100
ROOT = "/du-lieu/v1"


def licence() -> str:
    return _(
        "Được dùng lại tự do, kể cả cho mục đích thương mại. Hãy ghi nguồn và ngày lấy dữ liệu, "
        "không trình bày bản tóm lược như nguyên văn. Dữ liệu để tra cứu: bản có giá trị pháp lý "
        "là bản gốc của cơ quan ban hành."
    )


def description() -> dict:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Dữ liệu mở của cổng"),
            "version": "1",
            "description": _("Văn bản đã công bố, đúng như trên các trang."),
            "license": {"name": _("Dùng lại tự do, ghi nguồn"), "url": _page("du-lieu")},
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {path: {"get": act} for path, act in _acts().items()},
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict:
    return {**schemas(Document, Edition, Clause, Relation, Force), "Found": found_schema()}


def _page(path: str) -> str:
    return f"{settings.SITE_URL}/{path}/#su-dung"


def _acts() -> dict[str, dict]:
    page = _asked("trang", _("Trang thứ mấy"), {"type": "integer", "minimum": 1})
    day = _asked("ngay", _("Như vào ngày này; không ghi là hôm nay"), DAY)
    rows = _("%(count)s dòng một trang") % {"count": PAGE_ROWS}
    return {
        f"{ROOT}/van-ban/": _act(
            _("Danh sách văn bản"), [page, day, *_filters()], answer("Documents", rows)
        ),
        SEARCH_PATH: _act(
            _("Tìm theo số, từ và bộ lọc: văn bản và các điều khoản chứa các từ"),
            [page, day, *_filters()],
            answer("Found", _("Kết quả, phù hợp nhất ở trước")),
        ),
        **_of_one_document(page, day, rows),
        f"{ROOT}/quan-he/": _act(
            _("Quan hệ giữa các văn bản"),
            [page, *_of_relations()],
            answer("Relations", rows),
        ),
        **_files(),
    }


def _of_one_document(page: dict, day: dict, rows: str) -> dict[str, dict]:
    slug = _in_path("slug", _("Địa chỉ của văn bản"), SLUG)
    number = _in_path("number", _("Bản thứ mấy"), EDITION_NUMBER)
    eid = _in_path("eid", _("Mã điều khoản, như dieu-3__khoan-1"), SLUG)
    edition = f"{ROOT}/van-ban/{{slug}}/ban/{{number}}/"
    return {
        f"{ROOT}/van-ban/{{slug}}/": _act(
            _("Một văn bản: hiệu lực, các bản và quan hệ"),
            [slug, day],
            answer("DocumentWithEditions", _("Văn bản")),
        ),
        edition: _act(
            _("Lời văn của một bản, theo từng điều khoản"),
            [slug, number],
            answer("EditionWithText", _("Bản")),
        ),
        f"{edition}dieu-khoan/": _act(
            _("Các điều khoản của một bản, theo trang"),
            [slug, number, page],
            answer("Clauses", rows),
        ),
        f"{edition}dieu-khoan/{{eid}}/": _act(
            _("Một điều khoản: dẫn chiếu, chỗ in sai, bản dịch"),
            [slug, number, eid],
            answer("ClauseInFull", _("Điều khoản")),
        ),
        f"{edition}akn.xml": _act(
            _("Một bản theo chuẩn Akoma Ntoso"),
            [slug, number, day],
            answer("", "Akoma Ntoso 3.0", kind=AKN_TYPE),
        ),
    }


def _files() -> dict[str, dict]:
    return {
        "/du-lieu/van-ban.csv": _act(
            _("Danh mục văn bản, mở được bằng bảng tính"),
            [],
            answer("", "CSV (UTF-8)", kind="text/csv"),
        ),
        "/du-lieu/tat-ca.zip": _act(
            _("Tất cả trong một tệp, làm lại mỗi đêm"),
            [],
            answer("", "ZIP", kind="application/zip"),
        ),
        "/du-lieu/tat-ca.json": _act(
            _("Tệp ấy làm lúc nào, dung lượng và SHA-256"), [], answer("Bulk", _("Tệp ZIP"))
        ),
    }


def _filters() -> list[dict]:
    """Those of the list for people, by the same names."""
    return [
        _asked("q", _("Số, ký hiệu hoặc từ cần tìm"), TEXT),
        _asked("loai", _("Loại văn bản, như quyet-dinh"), TEXT),
        _asked("nam", _("Năm ban hành"), TEXT),
        _asked("co-quan", _("Cơ quan ban hành"), TEXT),
        _asked("cap", _("Cấp ban hành: trung-uong, tinh, huyen, xa"), TEXT),
        _asked(
            "hieu-luc", _("Hiệu lực, như in_force; applying gồm cả bản đã sửa mà còn áp dụng"), TEXT
        ),
        _asked("doi-tuong", _("Đối tượng được giao việc hoặc của Bộ Quy tắc"), TEXT),
        _asked("trong", _("Chỉ trong văn bản có địa chỉ này"), TEXT),
    ]


def _of_relations() -> list[dict]:
    return [
        _asked("van-ban", _("Chỉ của văn bản này"), SLUG),
        _asked("ngay", _("Chỉ quan hệ đã có hiệu lực vào ngày này"), DAY),
    ]


def _act(summary: str, parameters: list[dict], answers: dict) -> dict:
    errors = {"404": error_answer(_("Không có, hoặc chưa công bố."))}
    if any(parameter["name"] == "ngay" for parameter in parameters):
        errors["400"] = error_answer(_("Câu hỏi không đọc được, như ngày viết sai."))
    return {"summary": summary, "parameters": parameters, "responses": answers | errors}


def _asked(name: str, description: str, schema: dict) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _in_path(name: str, description: str, schema: dict) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }
