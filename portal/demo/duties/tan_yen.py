"""The duties in 347/UBND-VHTT of Tân Yên, 2019."""

from portal.demo.duties.shape import EVERYBODY, SCHOOLS, SampleDuty, duties_of

FILE = "000_f5d5b779e212f97e.txt"

DUTIES: list[SampleDuty] = [
    *duties_of(
        FILE,
        "347/UBND-VHTT",
        [
            (
                "S0-1",
                "muc-1",
                "Tăng cường chỉ đạo, tuyên truyền, giáo dục nâng cao nhận thức cho cán bộ, công "
                "chức, viên chức, học sinh chấp hành nghiêm các quy định của pháp luật về sử dụng "
                "internet nói chung, mạng xã hội nói riêng",
                "yes",
                "Chỉ đạo, tuyên truyền quy định của pháp luật về sử dụng internet, mạng xã hội",
                "Các cơ quan, đơn vị; UBND các xã, thị trấn; các trường THPT, THCS, TH",
                {"kinds": EVERYBODY, "indicators": (1, 2, 21, 22), "evidence": ("minutes",)},
            ),
            (
                "S0-2a",
                "muc-2",
                "Xây dựng, bổ sung quy chế hoạt động của cơ quan, đơn vị có nội dung về quản lý "
                "việc sử dụng mạng xã hội",
                "yes",
                "Bổ sung nội dung về sử dụng mạng xã hội vào quy chế hoạt động của đơn vị",
                "Các cơ quan, đơn vị; UBND các xã, thị trấn; các trường THPT, THCS, TH",
                {
                    "kinds": EVERYBODY,
                    "frequency": "once",
                    "indicators": (19,),
                    "evidence": ("regulation",),
                },
            ),
            (
                "S0-2b",
                "muc-2",
                "thường xuyên tổ chức kiểm tra, nhắc nhở, chấn chỉnh nhằm phòng ngừa, xử lý nghiêm "
                "túc việc sử dụng mạng xã hội để đăng tải những thông tin chưa được kiểm chứng, "
                "trái pháp luật",
                "never",
                "Kiểm tra, nhắc nhở, chấn chỉnh việc sử dụng mạng xã hội",
                "Các cơ quan, đơn vị; UBND các xã, thị trấn; các trường",
                {"frequency": "ongoing"},
            ),
            (
                "S0-3",
                "muc-3",
                "Nghiêm cấm cán bộ, công chức, viên chức truy cập, đăng tải, bình luận, sử dụng "
                "mạng xã hội để bán hàng online hoặc làm việc riêng trong giờ hành chính",
                "never",
                "Những điều cán bộ, công chức không được làm; trách nhiệm người đứng đầu",
                "Cán bộ, công chức, viên chức; người đứng đầu",
                {},
            ),
            (
                "S0-4a",
                "muc-4",
                "Phòng GD&ĐT chỉ đạo các nhà trường tăng cường phổ biến, quán triệt các văn bản "
                "chỉ đạo về đảm bảo an toàn, an ninh về lĩnh vực công nghệ thông tin, mạng xã hội",
                "yes",
                "Chỉ đạo các trường phổ biến văn bản về an toàn, an ninh mạng xã hội",
                "Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "indicators": (1, 20), "evidence": ("guidance",)},
            ),
            (
                "S0-4b",
                "muc-4",
                "đến tất cả cán bộ quản lý, giáo viên, nhân viên, học sinh trong các cuộc họp hội "
                "đồng sư phạm, chào cờ, sinh hoạt ngoài giờ lên lớp hoặc lồng ghép vào các bộ môn "
                "học phù hợp",
                "yes",
                "Phổ biến tại họp hội đồng sư phạm, chào cờ, sinh hoạt ngoài giờ lên lớp, giờ học",
                "Các trường học (qua Phòng GD&ĐT)",
                {"kinds": SCHOOLS, "indicators": (17, 21, 22), "evidence": ("minutes",)},
            ),
            (
                "S0-4c",
                "muc-4",
                "Đưa nội dung này vào đề đánh giá thi đua hằng năm đối với các trường học trên địa "
                "bàn",
                "yes",
                "Đưa nội dung này vào đánh giá thi đua hằng năm đối với các trường",
                "Phòng GD&ĐT",
                {"units": ("CQ-GDDT",), "frequency": "yearly", "evidence": ("document",)},
            ),
            (
                "S0-5a",
                "muc-5",
                "Ban giám hiệu các trường THPT, THCS, TH thường xuyên phổ biến, hướng dẫn giáo "
                "viên, học sinh khai thác và sử dụng dịch vụ internet đúng quy định trong trường "
                "học cũng như nơi công cộng",
                "yes",
                "Hướng dẫn giáo viên, học sinh sử dụng internet đúng quy định",
                "Ban giám hiệu các trường THPT, THCS, TH",
                {
                    "kinds": SCHOOLS,
                    "frequency": "ongoing",
                    "indicators": (17, 22),
                    "evidence": ("document",),
                },
            ),
            (
                "S0-5b",
                "muc-5",
                "tổ chức các hội thi, sinh hoạt ngoại khóa về chủ đề sử dụng hiệu quả mạng xã hội",
                "yes",
                "Tổ chức hội thi, sinh hoạt ngoại khóa về sử dụng hiệu quả mạng xã hội",
                "Ban giám hiệu các trường THPT, THCS, TH",
                {"kinds": SCHOOLS, "indicators": (18, 22), "evidence": ("plan", "photo")},
            ),
            (
                "S0-5c",
                "muc-5__doan-2",
                "Yêu cầu cán bộ quản lý, giáo viên, học sinh không cung cấp, chia sẻ, phát tán "
                "những thông tin không phù hợp, gây mất ổn định tình hình an ninh trật tự.",
                "never",
                "Không cung cấp, chia sẻ thông tin không phù hợp",
                "Cán bộ quản lý, giáo viên, học sinh",
                {},
            ),
            (
                "S0-5d",
                "muc-5__doan-2",
                "Các trường cần có kế hoạch theo dõi, kiểm tra việc sử dụng mạng internet, mạng xã "
                "hội của học sinh để kịp thời phát hiện các biểu hiện lệch lạc",
                "never",
                "Theo dõi, kiểm tra việc sử dụng mạng xã hội của học sinh",
                "Các trường",
                {},
            ),
            (
                "S0-6",
                "doan-3",
                "Giao Phòng Văn hóa và Thông tin, Nội vụ, Giáo dục và Đào tạo thường xuyên kiểm "
                "tra việc thực hiện các nội dung tại Công văn này.",
                "yes",
                "Kiểm tra việc các đơn vị thực hiện Công văn",
                "Phòng Văn hóa và Thông tin, Phòng Nội vụ, Phòng Giáo dục và Đào tạo",
                {
                    "units": ("CQ-VHTT", "CQ-NV", "CQ-GDDT"),
                    "frequency": "ongoing",
                    "indicators": (20,),
                    "evidence": ("document",),
                },
            ),
        ],
    ),
]
