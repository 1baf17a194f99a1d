"""A sheet's content without a database, for what is only drawn or read aloud."""

from dataclasses import replace
from datetime import date

from directives.sheet_content import SheetContent, SheetPart, SheetRule, SheetText

DAY = date(2026, 11, 23)
SITE = "https://huyenmau.example"


def rule(text: str, at: int = 1, lines: tuple[str, ...] = ()) -> SheetRule:
    address = f"{SITE}/van-ban/quyet-dinh-423-qd-bvhttdl-2026/nhom-1__y-{at}/"
    return SheetRule(text, lines, f"ý {at}, “Cá nhân”", address)


PART = SheetPart(
    "Cá nhân",
    (
        rule("Khuyến khích dùng tên thật hoặc thương hiệu của chính mình."),
        rule("Chia sẻ thông tin có nguồn.", 2),
    ),
    (rule("Không đăng tin giả.", 3),),
    awaits=False,
)
TEXT = SheetText(
    edition=1,
    text_hash="0" * 64,
    title="Quyết định 423/QĐ-BVHTTDL",
    subject="Ban hành Bộ Quy tắc ứng xử văn hóa trên môi trường số",
    issuer="Bộ Văn hóa, Thể thao và Du lịch",
    issued="05/3/2026",
    force="Đang áp dụng",
    is_summary=True,
    parts=(PART,),
)
CONTENT = SheetContent(
    reader="hoc-sinh",
    whom="học sinh",
    authority="Ủy ban nhân dân huyện Mẫu",
    is_sample=False,
    site=SITE,
    texts=(TEXT,),
    contacts=(("Đường dây nóng", "0000 000 113", "Giờ hành chính"), ("Thư", "a@mau.test", "")),
)


def with_rules(*texts: str) -> SheetContent:
    """The same content with these to do and nothing else."""
    rules = tuple(rule(text, at) for at, text in enumerate(texts, start=1))
    return replace(CONTENT, texts=(replace(TEXT, parts=(SheetPart("", rules, (), False),)),))
