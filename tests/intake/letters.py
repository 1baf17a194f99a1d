"""Made-up letters and decrees for the properties: every mixture of the parts real ones have."""

from hypothesis import strategies as st

from directives.intake.characters import ODD

SYLLABLES = [
    *[
        "tuyên",
        "truyền",
        "phổ",
        "biến",
        "quy",
        "tắc",
        "ứng",
        "xử",
        "mạng",
        "xã",
        "hội",
        "đơn",
        "vị",
    ],
    *["Nhân", "dân", "Điều", "khoản", "Căn", "cứ", "hòa", "hoà", "thủy", "số", "của", "ngày"],
    *["874/QĐ-BTTTT", "17/6/2021", "23-CT/TU", "24/2018/QH14", "*347*", "**đậm**", "(*)", "-"],
    *["Mục", "Chương", "Nghị", "định", "UBND", "GIAO"],
]
words = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=18).map(" ".join)
ends = st.sampled_from([".", ";", ":", "", "./.", "...", ":**", "\nvà tiếp", "\nTiếp", "\n\nvà"])
sentences = st.builds(lambda text, end: text + end, words, ends)
LABELS = [
    *[
        "1. ",
        "2. ",
        "3. ",
        "12. ",
        "4.1. ",
        "1.2.3 ",
        "1.",
        "2)",
        "a) ",
        "đ) ",
        "b)",
        "I. ",
        "II. ",
    ],
    *["A. ", "B. ", "Đ. ", "a1) ", "1.2- ", "1.[2] ", "a)(3) ", "C. Mác ", "V. I. Lênin "],
    *["- ", "– ", "-", "+ ", "* ", "*** ", "• ", "** * ", "**1.** ", "**a)** ", "*3. ", ""],
]
ARTICLES = [
    *[
        "Phần thứ nhất ",
        "PHẦN II\n",
        "Chương I ",
        "Chương II\n",
        "CHƯƠNG III. ",
        "Mục 1 ",
        "Mục 1:",
    ],
    *["Tiểu mục 1. ", "Điều 1. ", "Điều 2. ", "Điều 3.", "Điều 4\n", "**Điều 5.** ", "1. ", "2. "],
    *["1.", "a) ", "b) ", "đ) ", "- ", "", "Điều 5a.[1] ", "Ðiều 6. ", "a1) ", "A. "],
]


def _bodies(marks: list[str]) -> st.SearchStrategy[list[str]]:
    paragraphs = st.builds(lambda mark, text: mark + text, st.sampled_from(marks), sentences)
    return st.lists(paragraphs, max_size=14)


header_cells = st.permutations(
    [
        "**ỦY BAN NHÂN DÂN\nHUYỆN MẪU**",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n--------",
        "Số: 12/UBND-VHTT",
        "Mẫu, ngày tháng 4 năm 2024",
        "V/v tuyên truyền Bộ Quy tắc\nứng xử trên mạng xã hội",
    ]
)
addressed = st.sampled_from(
    [
        "Kính gửi: Các đơn vị.",
        "Kính gửi:Các đơn vị",
        "**Kính gửi:**\n- Các phòng;\n- UBND các xã, thị trấn\ntrên địa bàn.",
        "Kính gửi:\n\n- Các phòng;\n- Các xã.",
    ]
)
closings = st.sampled_from(
    [
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nNguyễn Văn Mẫu",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n(Đã ký)\nTrần Thị Mẫu\n\n**Nơi nhận:**\n- Lưu: VT.",
        "Nơi nhận:          BỘ TRƯỞNG\n- Như trên;\n- Lưu: VT.\n\n\nNGUYỄN VĂN MẪU",
        "Nơi nhận:- Như trên\n\nGIÁM ĐỐC",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\nNguyễn Văn Mẫu",
        "Nơi nhận:\n- Lưu: VT.          Nguyễn Văn Mẫu\nTài liệu ký số\nTrang 1/2",
        "GIÁM ĐỐC\n\nTrần Thị Mẫu\n\n[1] Được sửa đổi.\n\n(2) Chú thích.",
        "",
    ]
)
annexes = st.sampled_from(
    [
        "",
        "PHỤ LỤC I\nDANH MỤC\n\n1. Một.\n\n2. Hai.\n\nPHỤ LỤC II\n\n- Ba.",
        "ỦY BAN NHÂN DÂN\nHUYỆN MẪU\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\n\nQUY CHẾ\nMẪU\n(Kèm theo Quyết định số 1/QĐ-UBND)\n\n"
        "Điều 1. A.",
        "QUY CHẾ\nMẪU\n(Ban hành kèm theo Quyết định số 1/QĐ-UBND)\n\nĐiều 1. Một.\n\nĐiều 2. Hai.",
    ]
)
gaps = st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n", "\n \t\n", "\n"])


def letters() -> st.SearchStrategy[str]:
    return st.builds(
        lambda cells, address, body, closing, annex, gap: gap.join(
            [*cells, address, *body, closing, annex]
        ),
        *(header_cells, addressed, _bodies(LABELS), closings, annexes, gaps),
    )


def decrees() -> st.SearchStrategy[str]:
    return st.builds(
        lambda body, closing, annex, gap: gap.join(
            [
                *["CHÍNH PHỦ", "Số: 42/2022/NĐ-CP", "NGHỊ ĐỊNH", "Quy định mẫu"],
                *["Căn cứ Luật mẫu số 24/2018/QH14;", *body, closing, annex],
            ]
        ),
        *(_bodies(ARTICLES), closings, annexes, gaps),
    )


def files() -> st.SearchStrategy[str]:
    """One document or several, one after the other."""
    return st.lists(st.one_of(letters(), decrees()), min_size=1, max_size=3).map("\n\n\n".join)


def scraps() -> st.SearchStrategy[str]:
    """Anything a text file may hold."""
    pieces = st.sampled_from(
        [
            *(*SYLLABLES, *LABELS, *ARTICLES, "\n", "\n\n", " ", "   ", "\t", "*"),
            *("Số: ", "Kính gửi:", "\u00a0", "\u200b", "\u00ad", "\f", "\r", "\u2028", "\ufeff"),
            *("Signed by: Sở Mẫu\n", "Thời gian ký: 1.1.2024\n", "[1] ", "Nơi nhận:", "TM. UBND"),
        ]
    )
    return st.one_of(
        files(),
        st.lists(pieces, max_size=60).map("".join),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=400),
    ).filter(lambda text: ODD.sub("", text).strip() != "")
