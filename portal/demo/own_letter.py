"""A letter of the invented authority itself, in force, so that the sample has a directive that
counts today: the real ones are of bodies that have ended. It says of itself that it is invented."""

from directives.models import Clause, Document
from directives.services import (
    DutyFields,
    document_edit,
    document_intake,
    document_publish,
    document_submit,
    duty_save,
    relation_save,
)
from portal.access import Actor

NAME = "cong-van-minh-hoa-45.txt"
ORIGIN = "Văn bản minh họa, soạn cho dữ liệu mẫu; huyện Mẫu không có thật"
ISSUER = "Ủy ban nhân dân huyện Mẫu"
READER_NOTE = "Văn bản minh họa: huyện Mẫu không có thật và không ban hành văn bản nào."
LETTER = """\
ỦY BAN NHÂN DÂN
HUYỆN MẪU

Số: 45/UBND-VHTT

V/v phổ biến Bộ Quy tắc ứng xử văn hóa trên môi trường số (văn bản minh họa)

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Mẫu, ngày 20 tháng 3 năm 2026

Kính gửi:
- Các phòng, ban, đơn vị thuộc huyện;
- UBND các xã, thị trấn;
- Các trường học trên địa bàn huyện.

Thực hiện Quyết định số 423/QĐ-BVHTTDL ngày 05/3/2026 của Bộ Văn hóa, Thể thao và Du lịch ban hành \
Bộ Quy tắc ứng xử văn hóa trên môi trường số, UBND huyện yêu cầu:

1. Các phòng, ban, đơn vị thuộc huyện phổ biến Bộ Quy tắc đến cán bộ, công chức, viên chức, người \
lao động trong cơ quan.

2. UBND các xã, thị trấn tuyên truyền Bộ Quy tắc đến Nhân dân trên hệ thống truyền thanh và tại \
nhà văn hóa thôn, tổ dân phố.

3. Các trường học phổ biến Bộ Quy tắc cho giáo viên, học sinh trong lễ chào cờ, giờ sinh hoạt lớp; \
gửi tờ tóm tắt để phụ huynh cùng hướng dẫn con em.

4. Đề nghị các tổ chức, cá nhân, doanh nghiệp trên địa bàn chia sẻ thông tin có nguồn và báo cho \
cơ quan chức năng khi thấy tin giả.

5. Trung tâm Văn hóa, Thông tin và Truyền thông đăng Bộ Quy tắc, cung cấp bài phát thanh cho \
các xã, thị trấn.

Yêu cầu các đơn vị triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, VHTT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Nguyễn Văn Mẫu
"""
# eid, code, tracking, quote, action, addressees, kinds
DUTIES = [
    (
        *("muc-1", "M-1", "yes"),
        "phổ biến Bộ Quy tắc đến cán bộ, công chức, viên chức, người lao động trong cơ quan",
        "Phổ biến Bộ Quy tắc trong cơ quan",
        "Các phòng, ban, đơn vị thuộc huyện",
        ("agency",),
    ),
    (
        *("muc-2", "M-2", "yes"),
        "tuyên truyền Bộ Quy tắc đến Nhân dân trên hệ thống truyền thanh và tại nhà văn hóa thôn, "
        "tổ dân phố",
        "Tuyên truyền Bộ Quy tắc đến Nhân dân",
        "UBND các xã, thị trấn",
        ("commune",),
    ),
    (
        *("muc-3", "M-3a", "yes"),
        "phổ biến Bộ Quy tắc cho giáo viên, học sinh trong lễ chào cờ, giờ sinh hoạt lớp",
        "Phổ biến Bộ Quy tắc cho giáo viên, học sinh",
        "Các trường học trên địa bàn huyện",
        ("school",),
    ),
    (
        *("muc-3", "M-3b", "yes"),
        "gửi tờ tóm tắt để phụ huynh cùng hướng dẫn con em",
        "Gửi tờ tóm tắt Bộ Quy tắc cho phụ huynh",
        "Các trường học trên địa bàn huyện",
        ("school",),
    ),
    (
        *("muc-4", "M-4", "never"),
        "Đề nghị các tổ chức, cá nhân, doanh nghiệp trên địa bàn chia sẻ thông tin có nguồn và báo "
        "cho cơ quan chức năng khi thấy tin giả.",
        "Chia sẻ thông tin có nguồn, báo tin giả",
        "Các tổ chức, cá nhân, doanh nghiệp trên địa bàn",
        (),
    ),
    (
        *("muc-5", "M-5", "yes"),
        "đăng Bộ Quy tắc, cung cấp bài phát thanh cho các xã, thị trấn",
        "Đăng Bộ Quy tắc, cung cấp bài phát thanh",
        "Trung tâm Văn hóa, Thông tin và Truyền thông",
        ("don-vi-su-nghiep",),
    ),
]


def own_letter_in(*, officer: Actor, lead: Actor) -> Document:
    [document] = document_intake(actor=officer, data=LETTER.encode(), name=NAME, origin=ORIGIN)
    for eid, code, tracked, quote, action, addressees, kinds in DUTIES:
        clause = Clause.objects.get(edition__document=document, eid=eid)
        fields = DutyFields(
            quote=quote,
            action=action,
            tracked=tracked,
            addressees=addressees,
            kinds=kinds,
            code=code,
        )
        duty_save(actor=officer, clause_id=clause.pk, fields=fields)
    facts = {"asserted_in_force": True, "reader_note": READER_NOTE, "issuer": ISSUER}
    document_edit(actor=officer, document_id=document.pk, fields=facts)
    relation_save(
        actor=officer,
        source_id=document.pk,
        kind="implements",
        target_text="Quyết định số 423/QĐ-BVHTTDL ngày 05/3/2026",
    )
    document_submit(actor=officer, document_id=document.pk)
    return document_publish(actor=lead, document_id=document.pk)
