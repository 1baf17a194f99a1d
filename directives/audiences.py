"""Who reads: the people who ask "what applies to me?", and how data say that something does.

A part of the Code names its audience (`Clause.audience`); a duty of a directive names its
addressees in words and the kinds of units it is for. Each reader is told by those alone.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives.models import Clause

Audience = Clause.Audience
# "Ủy ban nhân dân" and its like are bodies, not the people.
BODIES = "".join(
    rf"(?<!{body} )"
    for body in ("ủy ban", "uỷ ban", "hội đồng", "tòa án", "toà án", "công an", "viện kiểm sát")
)


@dataclass(frozen=True)
class Reader:
    """`groups`: audiences of the Code, of each group the first that a version of it has.
    `named` finds the person in the words of a directive, `workplace` and `kinds` where he works."""

    slug: str
    label: Promise
    # For a heading: "Dành cho người dân".
    whom: Promise
    # How an announcer addresses him; always in Vietnamese.
    greeting: str
    groups: tuple[tuple[str, ...], ...]
    named: re.Pattern[str]
    workplace: re.Pattern[str] | None = None
    kinds: frozenset[str] = frozenset()


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


EVERYONE = (Audience.EVERYONE,)
PEOPLE = (Audience.PEOPLE,)
READERS = (
    Reader(
        "nguoi-dan",
        _("Người dân"),
        _("người dân"),
        "Kính thưa bà con Nhân dân!",
        (EVERYONE, PEOPLE),
        _words(
            *("người dân", rf"{BODIES}nhân dân", "quần chúng", "bà con", "công dân"),
            *("(?:tổ chức,? (?:và )?|các |mọi )cá nhân", "người phát hiện"),
            "người (?:tham gia|sử dụng|dùng) (?:mạng xã hội|internet|dịch vụ)",
        ),
    ),
    Reader(
        "phu-huynh",
        _("Phụ huynh"),
        _("phụ huynh"),
        "Kính thưa các bậc phụ huynh!",
        (EVERYONE, PEOPLE),
        _words("phụ huynh", "cha mẹ", "cha, mẹ", "bố mẹ", "gia đình", "người giám hộ", "trẻ em"),
    ),
    Reader(
        "hoc-sinh",
        _("Học sinh"),
        _("học sinh"),
        "Các em học sinh thân mến!",
        (EVERYONE, PEOPLE),
        _words("học sinh", "sinh viên", "người học", "thiếu niên", "thiếu nhi", "trẻ em"),
    ),
    Reader(
        "giao-vien",
        _("Giáo viên"),
        _("giáo viên"),
        "Kính thưa các thầy giáo, cô giáo!",
        (EVERYONE, PEOPLE, (Audience.OFFICIALS,)),
        _words(
            *("giáo viên", "nhà giáo", "giảng viên", "thầy cô", "viên chức"),
            "ngành (?:GD&ĐT|GDĐT|giáo dục)",
        ),
        _words("nhà trường", "trường học", "các trường", "ban giám hiệu", "cơ sở giáo dục"),
        frozenset({"school"}),
    ),
    Reader(
        "can-bo",
        _("Cán bộ, công chức, viên chức"),
        _("cán bộ, công chức, viên chức"),
        "Kính thưa các đồng chí cán bộ, công chức, viên chức!",
        (EVERYONE, PEOPLE, (Audience.OFFICIALS,), (Audience.AGENCIES, Audience.OTHERS)),
        _words(
            *("cán bộ", "công chức", "viên chức", "người lao động", "đảng viên"),
            *("người đứng đầu", "thủ trưởng"),
        ),
        _words(
            *("cơ quan", "đơn vị", "phòng", "ban", "sở", "ngành", "UBND", "ủy ban nhân dân"),
            *("uỷ ban nhân dân", "trung tâm", "cấp ủy", "chính quyền", "công an"),
        ),
        frozenset({"agency", "commune"}),
    ),
    Reader(
        "to-chuc",
        _("Tổ chức, doanh nghiệp"),
        _("tổ chức, doanh nghiệp"),
        "Kính thưa các tổ chức, doanh nghiệp!",
        (EVERYONE, (Audience.OTHERS, Audience.PEOPLE), (Audience.PRESS,)),
        _words(
            *("doanh nghiệp", "hợp tác xã", "đoàn thể", "các tổ chức", "hiệp hội"),
            *("tổ chức,? (?:và )?cá nhân", "tổ chức chính trị", "cơ quan báo chí"),
        ),
        kinds=frozenset({"doan-the"}),
    ),
    Reader(
        "nha-cung-cap",
        _("Nhà cung cấp dịch vụ"),
        _("nhà cung cấp dịch vụ mạng"),
        "Kính thưa các doanh nghiệp cung cấp dịch vụ!",
        (EVERYONE, (Audience.PROVIDERS,), (Audience.INTERNET,)),
        _words(
            *("nhà cung cấp", "doanh nghiệp (?:cung cấp|viễn thông)[^.;]*", "nhà mạng"),
            "nền tảng số",
        ),
    ),
)
BY_SLUG = {reader.slug: reader for reader in READERS}
