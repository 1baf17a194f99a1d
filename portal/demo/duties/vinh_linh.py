"""The duties in 314/UBND-VHTT of Vĩnh Linh, 2023."""

from portal.demo.duties.shape import SampleDuty, duties_of

FILE = "003_3ce1a83fb70afee2.txt"

DUTIES: list[SampleDuty] = [
    *duties_of(
        FILE,
        "314/UBND-VHTT",
        [
            (
                "S3-1a",
                "muc-1__doan-2",
                "Đẩy mạnh phổ biến nội dung Bộ Quy tắc ứng xử trên mạng xã hội đến cán bộ, công "
                "chức, viên chức, người lao động trong cơ quan, đơn vị.",
                "yes",
                "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội đến cán bộ, người lao động",
                "Các phòng, ban, đơn vị thuộc huyện",
                {"kinds": ("agency",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S3-1b",
                "muc-1__doan-2",
                "Chỉ đạo các đơn vị thuộc đơn vị quản lý tuyên truyền, thực hiện Bộ Quy tắc.",
                "yes",
                "Chỉ đạo đơn vị trực thuộc tuyên truyền, thực hiện Bộ Quy tắc",
                "Các phòng, ban, đơn vị thuộc huyện có đơn vị trực thuộc",
                {"units": ("CQ-GDDT",), "indicators": (1, 20), "evidence": ("guidance",)},
            ),
            (
                "S3-1c",
                "muc-1__doan-2",
                "Trong đó tập trung các nội dung trọng tâm:",
                "never",
                "Những nội dung nên làm và không được đăng tải",
                "Người tham gia mạng xã hội",
                {},
            ),
            (
                "S3-2a",
                "muc-2__gach-1",
                "Đăng tải nội dung Bộ Quy tắc ứng xử trên mạng xã hội lên Cổng thông tin điện tử "
                "và các phương tiện thông tin đại chúng của huyện.",
                "yes",
                "Đăng tải Bộ Quy tắc lên Cổng thông tin điện tử và phương tiện thông tin đại chúng",
                "Trung tâm VH&TT",
                {
                    "units": ("CQ-TTVH",),
                    "frequency": "once",
                    "indicators": (4, 5),
                    "evidence": ("link", "broadcast-log"),
                },
            ),
            (
                "S3-2b",
                "muc-2__gach-2",
                "quán triệt cán bộ, viên chức của trung tâm chấp hành nghiêm các quy định của "
                "Đảng, pháp luật của Nhà nước về hoạt động báo chí",
                "yes",
                "Quán triệt quy định về hoạt động báo chí trong đơn vị",
                "Trung tâm VH&TT",
                {"units": ("CQ-TTVH",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S3-2c",
                "muc-2__gach-2",
                "giữ vững kỷ luật, kỷ cương trong việc chấp hành chỉ đạo, định hướng thông tin của "
                "cơ quan có thẩm quyền",
                "never",
                "Thực hiện chức năng, giữ vững kỷ luật, định hướng thông tin",
                "Trung tâm VH&TT",
                {},
            ),
            (
                "S3-3a",
                "muc-3__gach-1",
                "Đẩy mạnh tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội đến quần chúng Nhân dân "
                "biết và chủ động khi tham gia mạng xã hội.",
                "yes",
                "Tuyên truyền Bộ Quy tắc ứng xử trên mạng xã hội đến Nhân dân",
                "UBND các xã, thị trấn",
                {
                    "kinds": ("commune",),
                    "indicators": (2, 3, 6, 26),
                    "evidence": ("minutes",),
                },
            ),
            (
                "S3-3b",
                "muc-3__gach-2",
                "Tổ chức rà soát, sửa đổi, bổ sung quy chế hoạt động của Ban biên tập trang thông "
                "tin điện tử xã, thị trấn",
                "yes",
                "Rà soát, bổ sung quy chế Ban biên tập trang thông tin điện tử",
                "UBND các xã, thị trấn",
                {"kinds": ("commune",), "indicators": (19,), "evidence": ("regulation",)},
            ),
            (
                "S3-3c",
                "muc-3__gach-2",
                "bố trí cán bộ quản trị Trang thông tin điện tử ổn định",
                "yes",
                "Bố trí cán bộ quản trị trang thông tin điện tử",
                "UBND các xã, thị trấn",
                {"kinds": ("commune",), "evidence": ("decision",)},
            ),
            (
                "S3-3d",
                "muc-3__gach-2",
                "đảm bảo việc cung cấp thông tin trên trang thông tin điện tử đúng quy định tại "
                "nghị định số 42/2022/NĐ-CP",
                "yes",
                "Cung cấp thông tin trên trang thông tin điện tử đúng quy định",
                "UBND các xã, thị trấn",
                {"kinds": ("commune",), "indicators": (24,), "evidence": ("document",)},
            ),
            (
                "S3-3e",
                "muc-3__gach-3",
                "Thực hiện quy chế phát ngôn và cung cấp thông tin cho báo chí của các cơ quan "
                "hành chính nhà nước",
                "optional",
                "Thực hiện quy chế phát ngôn và cung cấp thông tin cho báo chí",
                "UBND các xã, thị trấn",
                {"kinds": ("commune",), "evidence": ("regulation",)},
            ),
            (
                "S3-4a",
                "doan-2",
                "UBND huyện giao Phòng VH&TT chủ trì, phối hợp các cơ quan liên quan tăng cường "
                "công tác kiểm tra, hướng dẫn các đơn vị thực hiện",
                "yes",
                "Hướng dẫn, kiểm tra việc các đơn vị thực hiện",
                "Phòng VH&TT",
                {"units": ("CQ-VHTT",), "indicators": (1, 20), "evidence": ("guidance",)},
            ),
            (
                "S3-4b",
                "doan-2",
                "tổng hợp báo cáo kết quả về UBND huyện được biết, để chỉ đạo",
                "report",
                "Tổng hợp, báo cáo kết quả về UBND huyện",
                "Phòng VH&TT",
                {"units": ("CQ-VHTT",), "evidence": ("report",)},
            ),
        ],
    ),
]
