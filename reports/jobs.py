from portal.jobs.registry import Work, job
from reports.services import JOB_KIND, report_render


@job(JOB_KIND)
def render(work: Work) -> str:
    work.progress(0, 1)
    report = report_render(report_id=work.args["report"])
    work.progress(1, 1)
    return report.get_absolute_url()
