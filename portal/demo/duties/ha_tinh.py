"""The duties in the letter of Hà Tĩnh, 2023."""

from portal.demo.duties.shape import SampleDuty, duties_of

FILE = "001_b60ad74bd47098a4.txt"

DUTIES: list[SampleDuty] = [
    *duties_of(
        FILE,
        "/STTTT-TTBCXB",
        [
            (
                "S1-1a",
                "muc-1__gach-1",
                "Tăng cường tuyên truyền, quán triệt cho cán bộ, công chức, viên chức và người lao "
                "động trong cơ quan các quy định của pháp luật về quản lý, cung cấp, sử dụng "
                "Internet và thông tin trên mạng",
                "yes",
                "Quán triệt quy định của pháp luật về Internet và thông tin trên mạng",
                "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thành phố, thị xã",
                {"kinds": ("agency",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S1-1b",
                "muc-1__gach-1",
                "Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ Thông tin và Truyền "
                "thông về ban hành Bộ Quy tắc ứng xử trên mạng xã hội",
                "yes",
                "Phổ biến Bộ Quy tắc ứng xử trên mạng xã hội",
                "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thành phố, thị xã",
                {"kinds": ("agency",), "indicators": (2, 4, 21), "evidence": ("minutes",)},
            ),
            (
                "S1-1c",
                "muc-1__gach-1",
                "các kỹ năng, kiến thức cơ bản để nhận biết, ứng phó và xử lý có hiệu quả với tin "
                "giả, tin sai sự thật trên không gian mạng",
                "yes",
                "Phổ biến kỹ năng nhận biết, ứng phó với tin giả, tin sai sự thật",
                "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thành phố, thị xã",
                {"kinds": ("agency",), "indicators": (2, 21), "evidence": ("minutes",)},
            ),
            (
                "S1-2",
                "muc-1__gach-2",
                "Thường xuyên khuyến khích cán bộ, công chức, viên chức, người lao động sử dụng "
                "mạng xã hội để tuyên truyền, quảng bá về đất nước - con người",
                "optional",
                "Đăng nội dung tích cực trên kênh chính thức của đơn vị",
                "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thành phố, thị xã",
                {"kinds": ("agency",), "frequency": "ongoing", "indicators": (15,)},
            ),
            (
                "S1-3",
                "muc-1__gach-3",
                "Tuyệt đối không đăng tải những nội dung vi phạm pháp luật",
                "never",
                "Những nội dung không được đăng tải",
                "Cán bộ, công chức, viên chức, người lao động",
                {},
            ),
            (
                "S1-4",
                "muc-1__gach-4",
                "Khi phát hiện các hành vi có dấu hiệu vi phạm pháp luật trên không gian mạng cần "
                "kịp thời thông báo đến Thanh tra Sở Thông tin và Truyền thông",
                "never",
                "Thông báo khi phát hiện dấu hiệu vi phạm pháp luật",
                "Người phát hiện",
                {},
            ),
            (
                "S1-5",
                "muc-1__doan-2",
                "(Tài liệu gửi kèm theo: Cẩm nang phòng chống tin giả, tin sai sự thật trên không "
                "gian mạng).",
                "optional",
                "Phát hành, giới thiệu cẩm nang phòng chống tin giả gửi kèm",
                "Các sở, ban, ngành, đoàn thể cấp tỉnh; UBND các huyện, thành phố, thị xã",
                {"kinds": ("agency",), "indicators": (13,), "evidence": ("link",)},
            ),
            (
                "S1-6",
                "muc-2__doan-2",
                "tăng cường kiểm tra, rà soát, bám nắm thông tin trên không gian mạng, kịp thời "
                "tham mưu xử lý nghiêm các đối tượng phát tán các thông tin sai sự thật",
                "never",
                "Kiểm tra, rà soát thông tin trên không gian mạng",
                "Thanh tra Sở, Phòng Thông tin - Báo chí - Xuất bản",
                {},
            ),
        ],
    ),
]
