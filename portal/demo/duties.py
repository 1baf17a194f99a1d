"""The duties in the five real directives, each pinned to the words that order it.

`quote` stands letter for letter in the clause `eid` of the document as the portal reads it.
Duties that order monitoring, policing or discipline, or that concern what persons say, are
"never": published with the text and never a task. `kinds` and `units` are those of the sample
authority that the letter's addressees correspond to; empty where it has none.
"""

from dataclasses import dataclass

TAN_YEN = "000_f5d5b779e212f97e.txt"
HA_TINH = "001_b60ad74bd47098a4.txt"
BINH_PHUOC = "002_1828950be7649f77.txt"
VINH_LINH = "003_3ce1a83fb70afee2.txt"
IA_GRAI = "004_cb03806187ffdac8.txt"

SCHOOLS = ("thpt", "thcs", "tieu-hoc")
ALL = ("agency", "commune")
EVERYBODY = ("agency", "commune", *SCHOOLS)


@dataclass(frozen=True)
class SampleDuty:
    code: str
    file: str
    identifier: str
    eid: str
    quote: str
    tracked: str
    action: str
    addressees: str
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    frequency: str = ""
    due: str = ""
    indicators: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()


def _of(
    file: str, identifier: str, rows: list[tuple[str, str, str, str, str, str, dict]]
) -> list[SampleDuty]:
    return [
        SampleDuty(code, file, identifier, eid, quote, tracked, action, addressees, **more)
        for code, eid, quote, tracked, action, addressees, more in rows
    ]


DUTIES: list[SampleDuty] = [
    *_of(
        TAN_YEN,
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
    *_of(
        HA_TINH,
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
    *_of(
        BINH_PHUOC,
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
    *_of(
        BINH_PHUOC,
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
    *_of(
        BINH_PHUOC,
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
    *_of(
        VINH_LINH,
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
    *_of(
        IA_GRAI,
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
