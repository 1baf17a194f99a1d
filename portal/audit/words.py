"""What each act is called in the record."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "authority_begin": _("Lập cổng của chính quyền địa phương"),
    "unit_create": _("Lập đơn vị"),
    "unit_change": _("Thay đổi đơn vị"),
    "unit_end": _("Kết thúc đơn vị"),
    "headcount_record": _("Ghi số người của đơn vị"),
    "person_invite": _("Mời người, giao vai trò"),
    "invitation_resend": _("Gửi lại lời mời"),
    "invitation_revoke": _("Thu hồi lời mời"),
    "invitation_accept": _("Nhận lời mời"),
    "membership_end": _("Kết thúc vai trò"),
    "document_intake": _("Nhập văn bản"),
    "summary_intake": _("Nhập bản tóm lược"),
    "document_edit": _("Sửa thông tin văn bản"),
    "document_submit": _("Trình duyệt công bố"),
    "document_send_back": _("Trả lại người nhập"),
    "document_publish": _("Công bố văn bản"),
    "document_withdraw": _("Gỡ văn bản khỏi công bố"),
    "document_discard": _("Bỏ bản nháp văn bản"),
    "duty_save": _("Ghi yêu cầu trong văn bản"),
    "duty_delete": _("Xóa yêu cầu trong văn bản"),
    "relation_save": _("Ghi quan hệ giữa các văn bản"),
    "relation_delete": _("Xóa quan hệ giữa các văn bản"),
    "rollout_create": _("Lập đợt triển khai"),
    "rollout_save": _("Sửa đợt triển khai"),
    "rollout_issue": _("Giao việc"),
    "rollout_close": _("Kết thúc đợt triển khai"),
    "rollout_delete": _("Xóa đợt đang soạn"),
    "task_add": _("Thêm nhiệm vụ"),
    "task_save": _("Sửa nhiệm vụ"),
    "task_delete": _("Xóa nhiệm vụ"),
    "task_issue": _("Giao nhiệm vụ cho các đơn vị"),
    "targets_save": _("Chọn đơn vị nhận"),
    "target_exception_set": _("Thêm hoặc bớt đơn vị nhận"),
    "target_exception_remove": _("Bỏ ngoại lệ đơn vị nhận"),
    "draft_save": _("Lưu bản nháp"),
    "evidence_add": _("Thêm minh chứng"),
    "evidence_remove": _("Gỡ minh chứng"),
    "assignment_acknowledge": _("Tiếp nhận nhiệm vụ"),
    "assignment_confirm": _("Xác nhận đã thực hiện"),
    "assignment_accept": _("Chấp nhận xác nhận"),
    "assignment_return": _("Trả lại xác nhận"),
    "assignment_reopen": _("Mở lại để xác nhận lại"),
    "assignment_ask_exemption": _("Đề nghị miễn"),
    "assignment_withdraw_exemption": _("Rút đề nghị miễn"),
    "assignment_grant_exemption": _("Cho miễn"),
    "assignment_refuse_exemption": _("Không cho miễn"),
    "assignment_cancel": _("Hủy việc giao"),
    "report_make": _("Lập báo cáo"),
    "report_ready": _("Dựng xong báo cáo"),
    "report_issue": _("Phát hành báo cáo"),
}


def words_for(act: str) -> str:
    """The act in words; its own name where nobody gave it any."""
    return str(WORDS.get(act, act))
