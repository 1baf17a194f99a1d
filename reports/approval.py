"""report_submit · report_withdraw · report_return · report_discard · report_issue · report_finish ·
report_revoke — from the officer's draft to the paper that counts, and back"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Act as MayDo
from portal.access import Actor
from portal.accounts.models import User
from portal.audit.services import record
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.services import job_start
from portal.pdf.long import Progress
from portal.refusals import Refused
from portal.units.models import Authority
from reports.deliveries import deliveries_make
from reports.models import Recipient, Report, ReportEvent, Revocation
from reports.render import render_pdf
from reports.services import ISSUE_JOB, event_note, paper_of
from reports.signatures import Capacity, capacity_in_unit
from reports.signing import SignedPaper, paper_sign, signature_keep
from reports.snapshot import thaw
from reports.telling import TELLINGS, report_settle, report_tell
from reports.telling_above import sent_up_tell, taken_back_tell

Act, State = ReportEvent.Act, Report.State


@dataclass(frozen=True)
class Numbering:
    """How the paper is numbered and dated. Nothing given: the clerk fills in both by hand, as where
    papers are signed in another system; a day alone: the number comes from the counter."""

    dated_on: date | None = None
    number: int | None = None

    @property
    def is_printed(self) -> bool:
        return self.dated_on is not None


def report_submit(*, actor: Actor, report_id: int) -> Report:
    return _move(actor, report_id, Act.SUBMIT, since={State.DRAFT}, to=State.SUBMITTED)


def report_withdraw(*, actor: Actor, report_id: int) -> Report:
    return _move(actor, report_id, Act.WITHDRAW, since={State.SUBMITTED}, to=State.DRAFT)


def report_return(*, actor: Actor, report_id: int, reason: str) -> Report:
    return _move(actor, report_id, Act.RETURN, since={State.SUBMITTED}, to=State.DRAFT, why=reason)


def report_discard(*, actor: Actor, report_id: int) -> Report:
    """Nothing is erased: the draft and its figures stay to be looked at."""
    return _move(actor, report_id, Act.DISCARD, since={State.DRAFT}, to=State.DISCARDED)


@transaction.atomic
def report_issue(
    *,
    actor: Actor,
    report_id: int,
    version: int,
    numbering: Numbering,
    capacity: str = "",
    recipients: Iterable[Recipient] = (),
) -> Report:
    """Locks the number and queues the paper; the report is issued when the paper is drawn.
    `version` is the text that was read, `capacity` that in which it is signed: of a unit's report
    the one that the person has there. `recipients` get a mail once it is issued."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report_id)
    if report.state in {State.ISSUING, State.ISSUED}:
        return report
    if report.state != State.SUBMITTED or report.texts.first().version != version:
        raise Refused(
            _("Báo cáo đã thay đổi từ lúc bạn xem (được rút lại hoặc sửa); hãy xem lại rồi duyệt.")
        )
    if report.replaces and not Report.objects.standing().filter(pk=report.replaces_id).exists():
        raise Refused(_("Báo cáo được thay thế đã bị thu hồi; hãy lập một báo cáo mới."))
    if numbering.is_printed:
        report.number, report.dated_on = _number(numbering, report), numbering.dated_on
        report.number_year = numbering.dated_on.year
    report.state, report.issued_by, report.capacity = State.ISSUING, actor.user, capacity
    if report.unit_id:
        report.capacity, report.signed_as = _capacity(actor, report.unit_id)
    fields = ["state", "issued_by", "capacity", "signed_as", "number", "dated_on", "number_year"]
    report.save(update_fields=fields)
    event_note(actor.user, report, Act.ISSUE, version)
    report_settle(report, Act.ISSUE)
    if recipients:
        deliveries_make(actor=actor, report_id=report.pk, recipients=recipients)
    record(
        actor=actor.user,
        act="report_approve",
        subject=report,
        data={"code": report.code, "version": version, "number": report.number},
    )
    job_start(
        kind=ISSUE_JOB,
        title=report.title,
        args={"report": report.pk},
        asked_by=actor.user,
        key=f"{ISSUE_JOB}:{report.pk}",
    )
    return report


def report_finish(*, report_id: int, progress: Progress | None = None) -> Report:
    """Draws the paper, signs and issues it: from here on anybody can verify the file, and nothing
    of the report changes. A report that is issued already is left alone."""
    report = Report.objects.get(pk=report_id)
    if report.state != State.ISSUING:
        return report
    text = report.texts.first()
    drawn = render_pdf(thaw(report.snapshot), paper_of(report, text), progress=progress)
    signed = paper_sign(report=report, drawn=drawn)
    with transaction.atomic():
        report = Report.objects.select_for_update(of=["self"]).get(pk=report_id)
        if report.state == State.ISSUING:
            _finish(report, signed)
    return report


@transaction.atomic
def report_revoke(*, actor: Actor, report_id: int, reason: str) -> Report:
    """The report stays as it was issued; whoever verifies it reads that it no longer counts."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report_id)
    if Revocation.objects.filter(report=report).exists():
        return report
    if report.state != State.ISSUED:
        raise Refused(_("Chỉ thu hồi được báo cáo đã phát hành."))
    if not reason.strip():
        raise Refused(_("Hãy nêu lý do thu hồi."))
    _revoke(report, reason=reason, by=actor.user, replaced_by=None)
    return report


def _finish(report: Report, paper: SignedPaper) -> None:
    name = f"bao-cao-{report.code}.pdf"
    report.pdf = file_keep(data=paper.data, name=name, kind=FileKind.PDF, stored_by=None)
    report.state, report.issued_at = State.ISSUED, timezone.now()
    report.save(update_fields=["pdf", "state", "issued_at"])
    report_tell(report, Act.ISSUE)
    if report.unit_id:
        sent_up_tell(report)
    record(
        actor=report.issued_by,
        act="report_issue",
        subject=report,
        data={"code": report.code, "sha256": report.pdf.sha256},
    )
    signature_keep(report=report, paper=paper)
    replaced = report.replaces
    if replaced and not Revocation.objects.filter(report=replaced).exists():
        reason = report.replaces_because
        _revoke(replaced, reason=reason, by=report.issued_by, replaced_by=report)


def _revoke(report: Report, *, reason: str, by: User, replaced_by: Report | None) -> None:
    Revocation.objects.create(
        report=report, reason=reason, replaced_by=replaced_by, by=by, at=timezone.now()
    )
    event_note(by, report, Act.REVOKE, report.texts.first().version, reason)
    if report.unit_id and replaced_by is None:
        taken_back_tell(report)
    record(
        actor=by,
        act="report_revoke",
        subject=report,
        data={"code": report.code, "replaced_by": replaced_by.code if replaced_by else ""},
    )


@transaction.atomic
def _move(
    actor: Actor, report_id: int, act: Act, *, since: set[State], to: State, why: str = ""
) -> Report:
    """Where the report is already there, nothing happens."""
    report = Report.objects.select_for_update(of=["self"]).get(pk=report_id)
    if report.state == to:
        return report
    if report.state not in since:
        raise Refused(
            _("Báo cáo đang “%(state)s” nên không làm được việc này.")
            % {"state": report.get_state_display().lower()}
        )
    if act == Act.RETURN and not why.strip():
        raise Refused(_("Hãy nêu lý do trả lại, để người lập biết phải sửa gì."))
    text = report.texts.first()
    if act == Act.SUBMIT and text.pdf_id is None:
        raise Refused(_("Tệp PDF của dự thảo chưa dựng xong; hãy đợi, xem lại rồi trình."))
    report.state = to
    report.save(update_fields=["state"])
    event_note(actor.user, report, act, text.version, why)
    report_settle(report, act)
    if act in TELLINGS:
        report_tell(report, act)
    record(
        actor=actor.user,
        act=f"report_{act.value}",
        subject=report,
        data={"code": report.code, "version": text.version},
    )
    return report


def _capacity(actor: Actor, unit_id: int) -> tuple[str, str]:
    membership = actor.membership_for(MayDo.UNIT_SIGN, unit_id)
    if membership is None:
        raise Refused(_("Chỉ người đứng đầu, cấp phó hoặc người được giao ký mới phát hành được."))
    capacity = capacity_in_unit(membership.role)
    return capacity, membership.position if capacity == Capacity.GIVEN else ""


def _number(numbering: Numbering, report: Report) -> int:
    """One at a time: whoever numbers holds the authority's row. Each body has a counter of its
    own (Nghị định 30/2020, Điều 15)."""
    Authority.objects.select_for_update().get()
    year = numbering.dated_on.year
    taken = Report.objects.filter(number_year=year, unit=report.unit_id)
    if numbering.number is None:
        return (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    if taken.filter(number=numbering.number).exists():
        raise Refused(
            _("Số %(number)s của năm %(year)s đã dùng cho một báo cáo khác.")
            % {"number": numbering.number, "year": year}
        )
    return numbering.number
