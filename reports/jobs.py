from django.utils.translation import gettext as _

from portal.access import Act, actor_of
from portal.accounts.models import User
from portal.jobs.registry import Work, job
from portal.refusals import Refused
from reports.approval import ISSUE_JOB, report_finish
from reports.scope import Scope
from reports.services import DRAFT_JOB, MAKE_JOB, draft_draw, report_make


@job(MAKE_JOB)
def make_report(work: Work) -> str:
    actor = actor_of(User.objects.get(pk=work.asked_by_id))
    # What the person may do is asked again now, not when the job was begun.
    scope = Scope.from_args(work.args["scope"])
    if not actor.may_in(Act.UNIT_DRAFT if scope.unit_id else Act.REPORT_MAKE, scope.unit_id):
        raise Refused(_("Bạn không có quyền lập báo cáo."))
    made = report_make(actor=actor, scope=scope, job_id=work.job_id, **work.args["options"])
    return made.get_absolute_url()


@job(DRAFT_JOB)
def draw_draft(work: Work) -> str:
    return draft_draw(text_id=work.args["text"], progress=work.progress).get_absolute_url()


@job(ISSUE_JOB)
def draw_paper(work: Work) -> str:
    return report_finish(report_id=work.args["report"], progress=work.progress).get_absolute_url()
