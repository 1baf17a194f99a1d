"""The invented authority: Huyện Mẫu, its agencies, communes and schools.

No place, body or number here is real; names of communes are common words of the language.
"""

from dataclasses import dataclass

DISTRICT = ("H", "Ủy ban nhân dân huyện Mẫu")

# code, name, kind
AGENCIES = [
    ("CQ-VP", "Văn phòng HĐND và UBND huyện", "van-phong"),
    ("CQ-VHTT", "Phòng Văn hóa và Thông tin", "phong"),
    ("CQ-GDDT", "Phòng Giáo dục và Đào tạo", "phong"),
    ("CQ-NV", "Phòng Nội vụ", "phong"),
    ("CQ-TCKH", "Phòng Tài chính - Kế hoạch", "phong"),
    ("CQ-TP", "Phòng Tư pháp", "phong"),
    ("CQ-YT", "Phòng Y tế", "phong"),
    ("CQ-NNMT", "Phòng Nông nghiệp và Môi trường", "phong"),
    ("CQ-KTHT", "Phòng Kinh tế và Hạ tầng", "phong"),
    ("CQ-TTVH", "Trung tâm Văn hóa, Thông tin và Truyền thông", "don-vi-su-nghiep"),
    ("CQ-CA", "Công an huyện", "luc-luong"),
    ("CQ-HD", "Huyện đoàn", "doan-the"),
]

# code stem, name, kind
COMMUNES = [
    ("AN-BINH", "An Bình", "xa"),
    ("HOA-LAC", "Hòa Lạc", "xa"),
    ("MAU", "Mẫu", "thi-tran"),
    ("DONG-XUAN", "Đồng Xuân", "xa"),
    ("TAN-TIEN", "Tân Tiến", "xa"),
    ("PHU-THINH", "Phú Thịnh", "xa"),
    ("HUNG-DAO", "Hưng Đạo", "xa"),
    ("MINH-KHAI", "Minh Khai", "xa"),
    ("DOAN-KET", "Đoàn Kết", "xa"),
    ("QUYET-TIEN", "Quyết Tiến", "xa"),
    ("THANH-SON", "Thanh Sơn", "xa"),
    ("VINH-THUY", "Vĩnh Thủy", "xa"),
    ("LIEN-HIEP", "Liên Hiệp", "xa"),
    ("CHO-MOI", "Chợ Mới", "thi-tran"),
    ("BINH-MINH", "Bình Minh", "xa"),
    ("TRUNG-HOA", "Trung Hòa", "xa"),
]

# Trung Hòa came of three communes on 1 July 2025; see portal/demo/merger.py.
MERGED = "X-TRUNG-HOA"
MERGED_FROM = [("TRUNG-KIEN", "Trung Kiên"), ("HOA-HOP", "Hòa Hợp"), ("DONG-TAM", "Đồng Tâm")]

# How many communes, in the order above, have a school of the kind.
SCHOOLS = [
    ("TH", "Trường Tiểu học", "tieu-hoc", 14),
    ("THCS", "Trường THCS", "thcs", 14),
    ("MN", "Trường Mầm non", "mam-non", 8),
]
# These belong to the province and work with the district on request.
UPPER_SECONDARY = [
    ("T-THPT-MAU", "Trường THPT Mẫu"),
    ("T-THPT-HOA-LAC", "Trường THPT Hòa Lạc"),
    ("T-THPT-CHO-MOI", "Trường THPT Chợ Mới"),
    ("T-THPT-MINH-KHAI", "Trường THPT Minh Khai"),
]


@dataclass(frozen=True)
class SampleUnit:
    code: str
    name: str
    kind: str
    parent: str
    staff: int
    pupils: int = 0
    residents: int = 0

    @property
    def head_position(self) -> str:
        titles = {
            "xa": "Chủ tịch UBND xã",
            "thi-tran": "Chủ tịch UBND thị trấn",
            "van-phong": "Chánh Văn phòng",
            "phong": "Trưởng phòng",
            "don-vi-su-nghiep": "Giám đốc",
            "luc-luong": "Trưởng Công an huyện",
            "doan-the": "Bí thư",
        }
        return titles.get(self.kind, "Hiệu trưởng")


def sample_units() -> list[SampleUnit]:
    """Parents before children. Headcounts grow by a plain rule so that every load is the same."""
    units = [
        SampleUnit(code, name, kind, DISTRICT[0], staff=9 + 3 * index)
        for index, (code, name, kind) in enumerate(AGENCIES)
    ]
    words = {"xa": "xã", "thi-tran": "thị trấn"}
    for index, (stem, name, kind) in enumerate(COMMUNES):
        units.append(
            SampleUnit(
                f"X-{stem}",
                f"Ủy ban nhân dân {words[kind]} {name}",
                kind,
                DISTRICT[0],
                staff=19 + index % 5,
                residents=4200 + 370 * index,
            )
        )
    for letters, words_before, kind, count in SCHOOLS:
        for index, (stem, name, _kind) in enumerate(COMMUNES[:count]):
            units.append(
                SampleUnit(
                    f"T-{letters}-{stem}",
                    f"{words_before} {name}",
                    kind,
                    "CQ-GDDT",
                    staff=21 + 2 * index,
                    pupils=0 if kind == "mam-non" else 310 + 23 * index,
                )
            )
    for index, (code, name) in enumerate(UPPER_SECONDARY):
        units.append(
            SampleUnit(code, name, "thpt", DISTRICT[0], staff=54 + index, pupils=890 + 40 * index)
        )
    return units


def old_communes() -> list[SampleUnit]:
    """Those that were merged: there before 1 July 2025, and in the past for ever."""
    return [
        SampleUnit(
            f"X-{stem}",
            f"Ủy ban nhân dân xã {name}",
            "xa",
            DISTRICT[0],
            staff=17 + index,
            residents=3100 + 240 * index,
        )
        for index, (stem, name) in enumerate(MERGED_FROM)
    ]
