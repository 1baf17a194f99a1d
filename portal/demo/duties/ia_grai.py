"""The duties in the letter of Ia Grai, 2021."""

from portal.demo.duties.shape import ALL, SampleDuty, duties_of

FILE = "004_cb03806187ffdac8.txt"

DUTIES: list[SampleDuty] = [
    *duties_of(
        FILE,
        "/UBND-VHTT",
        [
            (
                "S4-1a",
                "muc-1__gach-1",
                "Đẩy mạnh chỉ đạo, quán triệt, tuyên truyền thực hiện nghiêm chủ trương, đường lối "
                "của Đảng, pháp luật của Nhà nước đối với vấn đề an toàn, an ninh mạng",
                "yes",
                "Quán triệt, tuyên truyền chủ trương, pháp luật về an toàn, an ninh mạng",
                "Các cơ quan, đơn vị thuộc huyện; UBND các xã, thị trấn",
                {"kinds": ALL, "indicators": (1, 2, 21), "evidence": ("minutes",)},
            ),
            (
                "S4-1b",
                "muc-1__gach-1",
                "thực hiện nghiêm Bộ quy tắc ứng xử trên mạng xã hội",
                "yes",
                "Thực hiện Bộ Quy tắc ứng xử trên mạng xã hội",
                "Các cơ quan, đơn vị thuộc huyện; UBND các xã, thị trấn",
                {"kinds": ALL, "indicators": (2, 4, 21), "evidence": ("minutes",)},
            ),
            (
                "S4-1c",
                "muc-1__gach-1",
                "Chủ động cung cấp thông tin định hướng nâng cao nhận thức chính trị cho cán bộ, "
                "công chức, viên chức, người lao động và quần chúng nhân dân",
                "yes",
                "Cung cấp thông tin nâng cao nhận thức cho cán bộ và Nhân dân",
                "Các cơ quan, đơn vị thuộc huyện; UBND các xã, thị trấn",
                {"kinds": ALL, "indicators": (4, 13), "evidence": ("document",)},
            ),
            (
                "S4-2",
                "muc-1__gach-2",
                "Chủ động xây dựng các kênh thông tin, tuyên truyền có lượng tương tác cao trên "
                "Internet, mạng xã hội",
                "yes",
                "Xây dựng kênh thông tin chính thức của đơn vị",
                "Các cơ quan, đơn vị thuộc huyện; UBND các xã, thị trấn",
                {"kinds": ALL, "indicators": (15, 16), "evidence": ("link",)},
            ),
            (
                "S4-3",
                "muc-1__gach-3",
                "Chủ động nắm tình hình, giám sát chặt chẽ các thông tin xấu, độc",
                "never",
                "Nắm tình hình, giám sát thông tin, xử lý vi phạm",
                "Các cơ quan, đơn vị thuộc huyện; UBND các xã, thị trấn",
                {},
            ),
            (
                "S4-4a",
                "muc-2__doan-2",
                "tham mưu UBND huyện chỉ đạo việc cung cấp thông tin đi đôi với việc kiểm tra, rà "
                "soát và có giải pháp quản lý chặt chẽ thông tin trên báo chí, internet, mạng xã "
                "hội",
                "never",
                "Tham mưu cung cấp, kiểm tra, quản lý thông tin",
                "Phòng Văn hóa và Thông tin",
                {},
            ),
            (
                "S4-4b",
                "muc-2__doan-2",
                "Hướng dẫn các cơ quan, đơn vị, địa phương thường xuyên tuyên truyền đến cán bộ, "
                "công chức, viên chức, người lao động và nhân dân thực hiện đúng quy định về thông "
                "tin trên internet và mạng xã hội.",
                "yes",
                "Hướng dẫn các đơn vị tuyên truyền quy định đến cán bộ và Nhân dân",
                "Phòng Văn hóa và Thông tin",
                {
                    "units": ("CQ-VHTT",),
                    "frequency": "ongoing",
                    "indicators": (1,),
                    "evidence": ("guidance",),
                },
            ),
            (
                "S4-4c",
                "muc-2__doan-2",
                "Tăng cường công tác nắm tình hình thông tin trên internet, mạng xã hội có liên "
                "quan đến huyện, phối hợp với Ban Tuyên giáo Huyện ủy có giải pháp định hướng đúng "
                "dư luận xã hội.",
                "never",
                "Nắm tình hình, định hướng dư luận",
                "Phòng Văn hóa và Thông tin",
                {},
            ),
            (
                "S4-5",
                "muc-3__doan-2",
                "áp dụng các biện pháp kỹ thuật để kịp thời phát hiện, ngăn chặn, xử lý những "
                "thông tin xuyên tạc, sai sự thật",
                "never",
                "Phát hiện, ngăn chặn bằng biện pháp kỹ thuật",
                "Công an huyện",
                {},
            ),
            (
                "S4-6a",
                "muc-4__gach-1",
                "Tăng cường các tin, bài tuyên truyền, lan tỏa các thông tin tích cực, nhân văn, "
                "nhân ái vì cộng đồng",
                "yes",
                "Tăng cường tin, bài tuyên truyền, lan tỏa thông tin tích cực",
                "Trung tâm Văn hóa, Thông tin và Thể thao; UBND các xã, thị trấn",
                {
                    "kinds": ("commune",),
                    "units": ("CQ-TTVH",),
                    "indicators": (4, 5),
                    "evidence": ("link",),
                },
            ),
            (
                "S4-6b",
                "muc-4__gach-1",
                "lên án, đấu tranh mạnh mẽ, quyết liệt với các hiện tượng, hành vi lợi dụng mạng "
                "xã hội",
                "never",
                "Lên án, đấu tranh với hành vi lợi dụng mạng xã hội",
                "Trung tâm Văn hóa, Thông tin và Thể thao; UBND các xã, thị trấn",
                {},
            ),
            (
                "S4-7",
                "muc-4__gach-2",
                "Quan tâm nâng cao chất lượng nội dung, đa dạng hóa hình thức thông tin, tuyên "
                "truyền nhất là trên nền tảng internet, mạng xã hội",
                "yes",
                "Nâng cao chất lượng, đa dạng hóa hình thức thông tin, tuyên truyền",
                "Trung tâm Văn hóa, Thông tin và Thể thao; UBND các xã, thị trấn",
                {
                    "kinds": ("commune",),
                    "units": ("CQ-TTVH",),
                    "indicators": (15, 25),
                    "evidence": ("document",),
                },
            ),
        ],
    ),
]
