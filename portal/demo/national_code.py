"""The national Code of Conduct as far as it could be verified: summaries in our own words.

Decision 874/QĐ-BTTTT (2021), its correction 2177/BTTTT-PC and its replacement 423/QĐ-BVHTTDL
(2026). Only what public sources support is said; what rests on one source says so, and what nobody
could check is left out and marked as waiting for the official text. None of this is word for word.
"""

from datetime import date

from directives.models import Clause, Document, Relation
from directives.services import (
    SummaryClause,
    SummaryContent,
    document_publish,
    document_submit,
    relation_save,
    summary_intake,
)
from portal.access import Actor
from portal.vietnamese.dates import PartialDate

Audience = Clause.Audience
# The order of the articles is known, the printed number of these is not.
INFERRED = "(số chờ đối chiếu)"
SUMMARY_NOTE = (
    "Bản tóm lược bằng lời của cổng, soạn từ các nguồn công khai, không phải nguyên văn và không "
    "thay cho văn bản chính thức. Chỗ chưa đối chiếu được thì để trống."
)

ONE_SOURCE = "Nội dung khoản này mới có một nguồn, chờ đối chiếu với văn bản chính thức."

DECISION_874 = SummaryContent(
    type=Document.Type.DECISION,
    identifier="874/QĐ-BTTTT",
    issued=PartialDate(2021, 6, 17),
    issuer="Bộ Thông tin và Truyền thông",
    subject="Ban hành Bộ Quy tắc ứng xử trên mạng xã hội",
    official_text="Văn bản chính thức: Quyết định số 874/QĐ-BTTTT ngày 17/6/2021 của Bộ trưởng Bộ "
    "Thông tin và Truyền thông.",
    note=f"{SUMMARY_NOTE} Số của các điều 2, 3, 5, 6, 7 suy ra theo thứ tự, chờ đối chiếu.",
    reader_note="Bộ Quy tắc này có hiệu lực từ ngày ký 17/6/2021 và đã được thay thế năm 2026; "
    "giữ lại để tra cứu các văn bản đã triển khai nó.",
    clauses=(
        SummaryClause("dieu-1", "Điều 1.", "Mục đích", audience=Audience.EVERYONE),
        SummaryClause(
            "dieu-1__y-1",
            "",
            "Tạo điều kiện để mạng xã hội phát triển lành mạnh, bảo đảm quyền tự do của cá nhân và "
            "tự do kinh doanh, không phân biệt nhà cung cấp trong nước hay nước ngoài, phù hợp với "
            "điều ước quốc tế.",
            audience=Audience.EVERYONE,
        ),
        SummaryClause(
            "dieu-1__y-2",
            "",
            "Xây dựng chuẩn mực đạo đức, giáo dục và hình thành thói quen tốt khi dùng mạng xã "
            "hội, góp phần làm cho môi trường mạng an toàn.",
            audience=Audience.EVERYONE,
        ),
        SummaryClause(
            "dieu-2",
            f"Điều 2 {INFERRED}.",
            "Ba nhóm đối tượng: cơ quan nhà nước cùng cán bộ, công chức, viên chức, người lao động "
            "ở đó; các tổ chức, cá nhân khác; nhà cung cấp dịch vụ mạng xã hội tại Việt Nam.",
            audience=Audience.EVERYONE,
        ),
        SummaryClause(
            "dieu-3",
            f"Điều 3 {INFERRED}.",
            "Bốn quy tắc chung: tôn trọng và tuân thủ pháp luật; lành mạnh; an toàn, bảo mật thông "
            "tin; trách nhiệm, gồm chịu trách nhiệm về việc mình làm và phối hợp với cơ quan chức "
            "năng.",
            audience=Audience.EVERYONE,
        ),
        SummaryClause(
            "dieu-4", "Điều 4.", "Quy tắc cho tổ chức, cá nhân", audience=Audience.PEOPLE
        ),
        *(
            SummaryClause(f"dieu-4__y-{at}", f"{at}.", text, audience=Audience.PEOPLE)
            for at, text in enumerate(
                [
                    "Tìm hiểu và làm theo điều khoản của nhà cung cấp trước khi tham gia.",
                    "Nên dùng tên thật và đăng ký với nhà cung cấp để được xác thực.",
                    "Tự quản lý, bảo vệ tài khoản; báo ngay khi mất tài khoản hoặc bị mạo danh.",
                    "Chia sẻ thông tin có nguồn chính thống, đáng tin cậy.",
                    "Ứng xử theo giá trị đạo đức, văn hóa Việt Nam; không gây thù hận, bạo lực, "
                    "không phân biệt vùng miền, giới tính, tôn giáo.",
                    "Không đăng nội dung trái pháp luật, xúc phạm người khác, dung tục, tin giả, "
                    "quảng cáo trái phép.",
                    "Khuyến khích giới thiệu về đất nước, con người, gương tốt.",
                    "Vận động người thân, bạn bè cùng bảo vệ và giáo dục trẻ em, người chưa thành "
                    "niên.",
                ],
                start=1,
            )
        ),
        SummaryClause(
            "dieu-5",
            f"Điều 5 {INFERRED}.",
            "Quy tắc cho cán bộ, công chức, viên chức, người lao động trong cơ quan nhà nước",
            audience=Audience.OFFICIALS,
        ),
        *(
            SummaryClause(f"dieu-5__y-{at}", f"{at}.", text, audience=Audience.OFFICIALS)
            for at, text in enumerate(
                [
                    "Làm theo các quy tắc dành cho tổ chức, cá nhân.",
                    "Làm theo nội quy của cơ quan về việc đưa thông tin lên mạng.",
                    "Khi thấy ý kiến trái chiều hoặc thông tin trái pháp luật liên quan đến ngành, "
                    "lĩnh vực của cơ quan thì báo cho cơ quan quản lý để trả lời, xử lý.",
                ],
                start=1,
            )
        ),
        SummaryClause(
            "dieu-6",
            f"Điều 6 {INFERRED}.",
            audience=Audience.AGENCIES,
            awaits_official_text=True,
        ),
        SummaryClause(
            "dieu-7",
            f"Điều 7 {INFERRED}.",
            "Quy tắc cho nhà cung cấp dịch vụ mạng xã hội",
            audience=Audience.PROVIDERS,
        ),
        *(
            SummaryClause(f"dieu-7__y-{at}", f"{at}.", text, audience=Audience.PROVIDERS)
            for at, text in enumerate(
                [
                    "Công bố điều khoản sử dụng rõ ràng.",
                    "Công bố cách phát hiện, thông báo, gỡ nội dung trái pháp luật hoặc vi phạm "
                    "quyền của người khác.",
                    "Khi cơ quan chức năng yêu cầu, phối hợp xử lý theo pháp luật Việt Nam.",
                    "Hướng dẫn người dùng, bảo vệ người yếu thế khỏi bị lợi dụng, xâm hại.",
                    "Bảo vệ dữ liệu người dùng; không thu thập, chia sẻ khi chưa được đồng ý.",
                ],
                start=1,
            )
        ),
        SummaryClause("dieu-8", "Điều 8.", "Tổ chức thực hiện", audience=Audience.AGENCIES),
        SummaryClause(
            "dieu-8__khoan-1",
            "1.",
            "Các cơ quan, tổ chức áp dụng và phổ biến Bộ Quy tắc trong phạm vi chức năng của mình, "
            "chú ý đến người yếu thế. (Văn bản 2177/BTTTT-PC đính chính khoản này thành khuyến "
            f"nghị. {ONE_SOURCE})",
            audience=Audience.AGENCIES,
        ),
        SummaryClause("dieu-8__cac-khoan-sau", "Các khoản sau.", awaits_official_text=True),
        SummaryClause("dieu-9", "Điều 9.", awaits_official_text=True),
    ),
)

CORRECTION_2177 = SummaryContent(
    type=Document.Type.OTHER,
    identifier="2177/BTTTT-PC",
    issued=PartialDate(2021, 6, 18),
    issuer="Bộ Thông tin và Truyền thông",
    subject="Đính chính Quyết định số 874/QĐ-BTTTT",
    official_text="Văn bản chính thức: văn bản số 2177/BTTTT-PC ngày 18/6/2021 của Bộ Thông tin và "
    "Truyền thông.",
    note=SUMMARY_NOTE,
    clauses=(
        SummaryClause(
            "y-1",
            "",
            "Khoản 1 Điều 8 của Bộ Quy tắc được đính chính thành khuyến nghị. (Nội dung này mới có "
            "một nguồn, chờ đối chiếu với văn bản chính thức.)",
        ),
        SummaryClause("noi-dung-khac", "Nội dung khác, nếu có.", awaits_official_text=True),
    ),
)

DECISION_423 = SummaryContent(
    type=Document.Type.DECISION,
    identifier="423/QĐ-BVHTTDL",
    issued=PartialDate(2026, 3, 5),
    issuer="Bộ Văn hóa, Thể thao và Du lịch",
    subject="Ban hành Bộ Quy tắc ứng xử văn hóa trên môi trường số",
    official_text="Văn bản chính thức: Quyết định số 423/QĐ-BVHTTDL ngày 05/3/2026 của Bộ Văn hóa, "
    "Thể thao và Du lịch.",
    note=SUMMARY_NOTE,
    reader_note="Số điều, điều khoản thi hành và người ký của Quyết định này chưa đối chiếu được.",
    asserted_in_force=True,
    clauses=(
        SummaryClause("nhom-1", "", "Cá nhân", audience=Audience.PEOPLE),
        *(
            SummaryClause(f"nhom-1__y-{at}", "", text, audience=Audience.PEOPLE)
            for at, text in enumerate(
                [
                    "Khuyến khích dùng tên thật hoặc thương hiệu của chính mình.",
                    "Cân nhắc trước khi đăng thông tin cá nhân của người khác.",
                    "Chia sẻ thông tin có nguồn.",
                    "Thấy tin giả thì báo cho nhà cung cấp dịch vụ hoặc cơ quan chức năng.",
                ],
                start=1,
            )
        ),
        *(
            part
            for at, (audience, heading) in enumerate(
                [
                    (
                        Audience.PROVIDERS,
                        "Doanh nghiệp cung cấp dịch vụ mạng xã hội, nền tảng số trong nước và nước "
                        "ngoài",
                    ),
                    (Audience.INTERNET, "Doanh nghiệp cung cấp dịch vụ Internet"),
                    (
                        Audience.PRESS,
                        "Cơ quan báo chí, phát thanh, truyền hình; doanh nghiệp truyền thông, "
                        "quảng cáo, biểu diễn nghệ thuật",
                    ),
                    (Audience.OTHERS, "Cơ quan, tổ chức, doanh nghiệp khác"),
                ],
                start=2,
            )
            for part in (
                SummaryClause(f"nhom-{at}", "", heading, audience=audience),
                SummaryClause(
                    f"nhom-{at}__noi-dung", "", audience=audience, awaits_official_text=True
                ),
            )
        ),
    ),
)


def national_code_in(*, entered_by: Actor, published_by: Actor) -> dict[str, Document]:
    """The three documents, published, with their relations; by number as printed."""
    documents = {
        content.identifier: summary_intake(actor=entered_by, content=content)
        for content in (DECISION_874, CORRECTION_2177, DECISION_423)
    }
    relation_save(
        actor=entered_by,
        source_id=documents["2177/BTTTT-PC"].pk,
        kind=Relation.Kind.CORRECTS,
        target_text="Quyết định số 874/QĐ-BTTTT ngày 17/6/2021",
        clause_eid="dieu-8__khoan-1",
        effective_on=date(2021, 6, 18),
    )
    relation_save(
        actor=entered_by,
        source_id=documents["423/QĐ-BVHTTDL"].pk,
        kind=Relation.Kind.REPLACES,
        target_text="Quyết định số 874/QĐ-BTTTT ngày 17/6/2021",
        effective_on=date(2026, 3, 5),
    )
    for document in documents.values():
        document_submit(actor=entered_by, document_id=document.pk)
        document_publish(actor=published_by, document_id=document.pk)
    return {text: Document.objects.get(pk=held.pk) for text, held in documents.items()}
