"""What Nghị định 30/2020/NĐ-CP asks of each cell of a report, for every kind of report."""

from dataclasses import dataclass

from reports.annex_forms import AnnexForm
from reports.render import Words
from reports.signatures import Capacity
from reports.snapshot import Snapshot
from tests.reports import kinds

SENTENCE = "Một số đơn vị ở xa trung tâm chưa có hệ thống loa truyền thanh hoạt động ổn định. "
NUMBERED = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu")
PARAGRAPHS = [f"{nth}, một số. {SENTENCE * 5}".strip() for nth in NUMBERED]
WORDS = Words("\n".join(PARAGRAPHS[:4]), *PARAGRAPHS[4:])
COMMUNE, SCHOOL = "Ủy ban nhân dân xã An Bình", "Trường Trung học cơ sở An Bình"

UPRIGHT, BOLD, ITALIC, BOLD_ITALIC = (False, False), (True, False), (False, True), (True, True)


@dataclass(frozen=True)
class Cell:
    """A line of the decree's table: cell ("ô số"), what stands there, size in points, and style."""

    number: str
    words: str
    sizes: tuple[float, float]
    style: tuple[bool, bool]
    is_upper: bool = False


@dataclass(frozen=True)
class Form:
    """What a kind of report says in those cells."""

    name: str
    source: Snapshot
    about: str
    headings: tuple[str, ...]
    annexes: tuple[str, ...] = ("CHI TIẾT TỪNG VIỆC GIAO",)
    capacity: str = ""
    signature: tuple[str, ...] = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    archive: str = "- Lưu: VT, Phòng Văn hóa và Thông tin."
    annex_form: str = AnnexForm.FITTING

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"Số: 07/BC-{self.source.symbol}"

    @property
    def first_page(self) -> list[Cell]:
        return [
            Cell("1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), BOLD, is_upper=True),
            Cell("1", "Độc lập - Tự do - Hạnh phúc", (13, 14), BOLD),
            Cell("2", self.source.superior.upper(), (12, 13), UPRIGHT, is_upper=True),
            Cell("2", self.source.authority.upper(), (12, 13), BOLD, is_upper=True),
            Cell("3", self.number, (13, 13), UPRIGHT),
            Cell("4", "Mẫu, ngày 05 tháng 02 năm 2026", (13, 14), ITALIC),
            Cell("5a", "BÁO CÁO", (13, 14), BOLD, is_upper=True),
            Cell("5a", self.about, (13, 14), BOLD),
            Cell("9a", f"Kính gửi: {self.source.superior}.", (13, 14), UPRIGHT),
        ]

    @property
    def content(self) -> list[Cell]:
        headings = [Cell("6", words, (13, 14), BOLD) for words in self.headings]
        return [Cell("6", SENTENCE, (13, 14), UPRIGHT), *headings]

    @property
    def last_page(self) -> list[Cell]:
        lines = [Cell("7a", words, (13, 14), BOLD, is_upper=True) for words in self.signature]
        return [
            *lines,
            Cell("9b", "Nơi nhận:", (12, 12), BOLD_ITALIC),
            Cell("9b", "- Như trên;", (11, 11), UPRIGHT),
            Cell("9b", self.archive, (11, 11), UPRIGHT),
        ]


SUBJECT = "các nhiệm vụ phổ biến quy định về ứng xử trên mạng xã hội"
FAULTS = "III. TỒN TẠI, NGUYÊN NHÂN"
ANNEX_PAIR = ("KẾT QUẢ TỪNG ĐƠN VỊ THEO NHIỆM VỤ", "SỐ LIỆU TỪNG ĐƠN VỊ")
OF_UNIT = {
    "about": f"Kết quả thực hiện {SUBJECT} quý II/2026",
    "headings": ("I. NHIỆM VỤ ĐƯỢC GIAO", "II. KẾT QUẢ THỰC HIỆN", FAULTS),
    "archive": "- Lưu: VT.",
}
FORMS = [
    Form(
        "completion",
        kinds.completion(),
        "Kết quả triển khai Công văn 314/UBND-VHTT",
        ("I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", "II. KẾT QUẢ THỰC HIỆN", FAULTS),
        annex_form=AnnexForm.ROWS,
    ),
    Form(
        "periodic",
        kinds.periodic(),
        f"Kết quả thực hiện {SUBJECT} quý II/2026",
        (
            "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
            "II. KẾT QUẢ THỰC HIỆN TRONG KỲ",
            "III. SO VỚI KỲ TRƯỚC; TỒN TẠI, NGUYÊN NHÂN",
        ),
        annexes=ANNEX_PAIR,
    ),
    Form(
        "late",
        kinds.late(),
        "Danh sách việc quá hạn đến ngày 15/4/2026",
        ("I. VIỆC QUÁ HẠN", "II. ĐÔN ĐỐC", "III. NGUYÊN NHÂN"),
        capacity=Capacity.DEPUTY,
        signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ),
    Form(
        "comparison",
        kinds.comparison(),
        "So sánh kết quả triển khai Công văn 314/UBND-VHTT từ 30/3/2026 đến 15/4/2026",
        ("I. THAY ĐỔI GIỮA HAI THỜI ĐIỂM", "II. VIỆC ĐÃ CHUYỂN BIẾN", FAULTS),
        annexes=ANNEX_PAIR,
    ),
    Form(
        "clauses",
        kinds.clauses(),
        "Kết quả thực hiện từng điều khoản của Công văn 314/UBND-VHTT",
        ("I. THỰC HIỆN TỪNG ĐIỀU KHOẢN", "II. KẾT QUẢ CHUNG", FAULTS),
        capacity=Capacity.ORDER,
        signature=("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG"),
    ),
    Form("commune", kinds.unit(COMMUNE, "Chủ tịch", "UBND"), **OF_UNIT),
    Form(
        "school",
        kinds.unit(SCHOOL, "Hiệu trưởng", ""),
        **OF_UNIT,
        capacity=Capacity.DEPUTY,
        signature=("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"),
    ),
]
ANNEX = [
    Cell("phụ lục", "Phụ lục", (14, 14), BOLD),
    Cell("phụ lục", "(Kèm theo Báo cáo số", (13, 14), ITALIC),
]
