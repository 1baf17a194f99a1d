"""Made-up letters and decrees for the properties: every mixture of the parts real ones have."""

from hypothesis import strategies as st

SYLLABLES = [
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
    "Nhân",
    "dân",
    "Điều",
    "khoản",
    "874/QĐ-BTTTT",
    "17/6/2021",
    "Căn",
    "cứ",
    "hòa",
    "hoà",
    "thủy",
    "*347*",
    "số",
]
words = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=18).map(" ".join)
ends = st.sampled_from([".", ";", ":", "", "./.", "..."])
sentences = st.builds(lambda text, end: text + end, words, ends)
labels = st.sampled_from(
    ["1. ", "2. ", "3. ", "4.1. ", "a) ", "đ) ", "I. ", "II. ", "- ", "– ", "+ ", "* ", ""]
)
articles = st.sampled_from(
    ["Chương I ", "Mục 1 ", "Điều 1. ", "Điều 2. ", "Điều 3. ", "1. ", "2. ", "a) ", "b) ", "đ) "]
)


def _bodies(marks: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.builds(lambda mark, text: mark + text, marks, sentences), max_size=14)


header_cells = st.permutations(
    [
        "**ỦY BAN NHÂN DÂN\nHUYỆN MẪU**",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Số: 12/UBND-VHTT",
        "Mẫu, ngày tháng 4 năm 2024",
        "V/v tuyên truyền Bộ Quy tắc\nứng xử trên mạng xã hội",
    ]
)
closings = st.sampled_from(
    [
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\nNguyễn Văn Mẫu",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Thị Mẫu\n\nNơi nhận:\n- Lưu: VT.",
        "",
    ]
)
gaps = st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n"])


def letters() -> st.SearchStrategy[str]:
    return st.builds(
        lambda cells, body, closing, gap: gap.join(
            [*cells, "Kính gửi: Các đơn vị.", *body, closing]
        ),
        header_cells,
        _bodies(labels),
        closings,
        gaps,
    )


def decrees() -> st.SearchStrategy[str]:
    return st.builds(
        lambda body, closing, gap: gap.join(
            ["CHÍNH PHỦ", "Số: 42/2022/NĐ-CP", "NGHỊ ĐỊNH", "Quy định mẫu", *body, closing]
        ),
        _bodies(articles),
        closings,
        gaps,
    )


def scraps() -> st.SearchStrategy[str]:
    """Anything a text file may hold."""
    return st.one_of(
        letters(),
        decrees(),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=400),
    ).filter(lambda text: text.strip() != "")
