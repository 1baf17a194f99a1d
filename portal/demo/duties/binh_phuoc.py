"""The duties in the three documents of Bình Phước, 2017 and 2018."""

from portal.demo.duties.shape import SampleDuty, duties_of

FILE = "002_1828950be7649f77.txt"

DUTIES: list[SampleDuty] = [
    *duties_of(
        FILE,
        "3411/SGDĐT-CTTT",
        [
            (
                "S2A-1",
                "doan-2",
                "Sở GD&ĐT đề nghị các đơn vị triển khai, quán triệt Chỉ thị số 23-CT/TU và các văn "
                "bản hướng dẫn (có đính kèm theo)",
                "yes",
                "Triển khai, quán triệt Chỉ thị số 23-CT/TU và các văn bản hướng dẫn",
                "Các đơn vị trực thuộc Sở GD&ĐT; Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S2A-2",
                "doan-2",
                "không để xảy ra tình trạng lợi dụng các trang mạng, Facebook cá nhân để bày tỏ "
                "quan điểm trái với chủ trương, đường lối của Đảng, chính sách pháp luật của Nhà "
                "nước",
                "never",
                "Không để xảy ra tình trạng lợi dụng các trang mạng",
                "Các đơn vị trực thuộc Sở GD&ĐT; Phòng GD&ĐT",
                {},
            ),
            (
                "S2A-3",
                "doan-3",
                "báo cáo lồng ghép vào báo cáo công tác pháp chế năm học 2018-2019",
                "report",
                "Báo cáo, lồng ghép vào báo cáo công tác pháp chế năm học 2018-2019",
                "Các đơn vị trực thuộc Sở GD&ĐT; Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "frequency": "own-report", "evidence": ("report",)},
            ),
        ],
    ),
    *duties_of(
        FILE,
        "23-CT/TU",
        [
            (
                "S2B-1",
                "muc-1",
                "có trách nhiệm thường xuyên tuyên truyền, giáo dục, chủ động cung cấp thông tin "
                "có định hướng",
                "yes",
                "Tuyên truyền, cung cấp thông tin qua sinh hoạt chi bộ, cơ quan, đoàn thể",
                "Cấp ủy, chính quyền, người đứng đầu",
                {"frequency": "ongoing", "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S2B-2",
                "muc-2",
                "cần có nhận thức đúng đắn và nêu cao tinh thần trách nhiệm của mình trong việc "
                "chia sẻ thông tin trên mạng xã hội",
                "never",
                "Trách nhiệm của cá nhân khi chia sẻ thông tin",
                "Cán bộ, đảng viên, công chức, viên chức, đoàn viên, hội viên",
                {},
            ),
            (
                "S2B-3",
                "muc-3",
                "Xử lý nghiêm đối với cán bộ, đảng viên, công chức, viên chức có hành vi vi phạm.",
                "never",
                "Xử lý vi phạm, trách nhiệm người đứng đầu",
                "Người đứng đầu",
                {},
            ),
            (
                "S2B-4",
                "muc-4__muc-4-1",
                "chỉ đạo Sở Thông tin và Truyền thông có biện pháp kịp thời phát hiện, ngăn chặn",
                "never",
                "Phát hiện, ngăn chặn, tham mưu xử lý",
                "Ban Cán sự đảng UBND tỉnh, Sở Thông tin và Truyền thông",
                {},
            ),
            (
                "S2B-5",
                "muc-4__muc-4-2",
                "Công an tỉnh tăng cường công tác nắm bắt tình hình, kịp thời phát hiện, ngăn chặn",
                "never",
                "Nắm bắt tình hình, ngăn chặn, điều tra",
                "Công an tỉnh",
                {},
            ),
            (
                "S2B-6",
                "muc-4__muc-4-3",
                "Giao Ban Tuyên giáo Tỉnh ủy theo dõi việc thực hiện; định kỳ hàng năm báo cáo Ban "
                "Thường vụ Tỉnh ủy.",
                "report",
                "Theo dõi việc thực hiện, báo cáo hằng năm",
                "Ban Tuyên giáo Tỉnh ủy",
                {"frequency": "yearly", "evidence": ("report",)},
            ),
            (
                "S2B-7",
                "doan-4",
                "Chi thị này được phổ biến đến chi bộ.",
                "yes",
                "Phổ biến Chỉ thị đến chi bộ",
                "Các cấp ủy, tổ chức đảng",
                {"indicators": (2,), "evidence": ("minutes",)},
            ),
        ],
    ),
    *duties_of(
        FILE,
        "3575/SGDDĐT-CTTT",
        [
            (
                "S2C-0",
                "doan-3",
                "Sở GD&ĐT đề nghị các đơn vị triển khai, quán triệt Chỉ thị số 23-CT/TU",
                "yes",
                "Triển khai, quán triệt Chỉ thị số 23-CT/TU",
                "Các đơn vị trực thuộc Sở GD&ĐT; Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S2C-1a",
                "muc-1",
                "Lãnh đạo nhà trường thường xuyên tổ chức tuyên truyền, giáo dục, cung cấp thông "
                "tin có định hướng",
                "yes",
                "Tuyên truyền, giáo dục, cung cấp thông tin trong nhà trường",
                "Lãnh đạo nhà trường",
                {
                    "kinds": ("school",),
                    "frequency": "ongoing",
                    "indicators": (2, 21),
                    "evidence": ("minutes",),
                },
            ),
            (
                "S2C-1b",
                "muc-1",
                "Đồng thời xử lý nghiêm đảng viên, công chức, viên chức có hành vi vi phạm.",
                "never",
                "Giải quyết mâu thuẫn nội bộ, xử lý vi phạm, trách nhiệm người đứng đầu",
                "Lãnh đạo nhà trường",
                {},
            ),
            (
                "S2C-2a",
                "muc-2",
                "Các tổ chức đoàn thể trong nhà trường cần phát huy vai trò, nhiệm vụ trong công "
                "tác tuyên truyền, vận động",
                "optional",
                "Tuyên truyền, vận động thực hiện quy chế dân chủ, xã hội hóa giáo dục",
                "Các tổ chức đoàn thể trong nhà trường",
                {"kinds": ("school",), "indicators": (2,)},
            ),
            (
                "S2C-2b",
                "muc-2",
                "Nắm bắt tình hình tư tưởng của công chức, viên chức, người lao động, học sinh, "
                "sinh viên",
                "never",
                "Nắm bắt tình hình tư tưởng",
                "Các tổ chức đoàn thể trong nhà trường",
                {"frequency": ""},
            ),
            (
                "S2C-3",
                "muc-3",
                "Đảng viên, công chức, viên chức ngành GD&ĐT cần nhận thức đúng đắn và nêu cao "
                "tinh thần trách nhiệm của mình trong việc chia sẻ thông tin trên mạng xã hội.",
                "never",
                "Trách nhiệm của cá nhân khi chia sẻ thông tin",
                "Đảng viên, công chức, viên chức ngành GD&ĐT",
                {},
            ),
            (
                "S2C-4",
                "muc-4",
                "Chỉ đạo, phát động, hướng dẫn thực hiện các phong trào thi đua yêu nước",
                "optional",
                "Phát động, hướng dẫn phong trào thi đua, nhân rộng điển hình",
                "Lãnh đạo nhà trường",
                {"kinds": ("school",), "evidence": ("plan",)},
            ),
            (
                "S2C-5",
                "doan-4",
                "báo cáo về phòng Chính trị tư tưởng- Sở GD&ĐT chậm nhất ngày 30/9/2017",
                "report",
                "Báo cáo kết quả về Phòng Chính trị tư tưởng, Sở GD&ĐT",
                "Các đơn vị trực thuộc Sở GD&ĐT; Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "due": "2017-09-30", "evidence": ("report",)},
            ),
        ],
    ),
]
