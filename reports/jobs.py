from portal.jobs.registry import Work, job
from reports.approval import ISSUE_JOB, report_finish
from reports.services import DRAFT_JOB, draft_draw


@job(DRAFT_JOB)
def draw_draft(work: Work) -> str:
    return draft_draw(text_id=work.args["text"], progress=work.progress).get_absolute_url()


@job(ISSUE_JOB)
def draw_paper(work: Work) -> str:
    return report_finish(report_id=work.args["report"], progress=work.progress).get_absolute_url()
