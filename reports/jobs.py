from portal.jobs.registry import Work, job
from reports.services import JOB_KIND, report_render


@job(JOB_KIND)
def render(work: Work) -> str:
    report = report_render(report_id=work.args["report"], progress=work.progress)
    return report.get_absolute_url()
