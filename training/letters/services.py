"""letter_make · letter_draw — freeze who is late, queue the PDF, keep it."""

import hashlib
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.audit.services import record
from portal.files.services import file_keep
from portal.files.sniff import FileKind
from portal.jobs.registry import Work, job
from portal.jobs.services import job_start
from portal.refusals import Refused
from portal.vietnamese.working_days import WorkCalendar
from training.letters.content import collect, content_of, freeze, late_of
from training.letters.render import render_html
from training.models import ReminderLetter, Rollout

JOB_KIND = "reminder_letter"
REMINDED_SQL = """
INSERT INTO training_reminded (letter_id, assignment_id)
SELECT %s, unnest(%s::bigint[])
"""


@transaction.atomic
def letter_make(
    *,
    actor: Actor,
    rollout_id: int,
    days: int,
    reply_by: date | None,
    issuer: str,
    form_token: UUID,
    off: WorkCalendar,
) -> ReminderLetter:
    """The n-th letter of the rollout, to those late by so many working days now; the same form sent
    again gives the same letter."""
    rollout = (
        Rollout.objects.select_for_update(of=["self"]).select_related("document").get(pk=rollout_id)
    )
    if made := ReminderLetter.objects.filter(form_token=form_token).first():
        return made
    if rollout.state != Rollout.State.ISSUED:
        raise Refused(_("Chỉ đôn đốc được đợt đã giao và chưa kết thúc."))
    now = timezone.now()
    if reply_by and reply_by <= timezone.localdate(now):
        raise Refused(_("Hạn trả lời phải sau hôm nay; hãy chọn ngày khác hoặc để trống."))
    rows = late_of(rollout, days, timezone.localdate(now), off)
    if not rows:
        raise Refused(_("Không còn đơn vị nào chậm như vậy, nên không có ai để đôn đốc."))
    last = rollout.reminder_letters.order_by("-number").values_list("number", flat=True).first()
    content = collect(
        rollout,
        rows,
        number=(last or 0) + 1,
        as_of=now,
        reply_by=reply_by,
        issuer=issuer,
        off=off,
    )
    text = freeze(content)
    letter = ReminderLetter.objects.create(
        rollout=rollout,
        number=content.number,
        as_of=now,
        snapshot=text,
        snapshot_sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_by=actor.user,
        made_at=now,
        form_token=form_token,
    )
    with connection.cursor() as cursor:
        cursor.execute(REMINDED_SQL, [letter.pk, [row.pk for row in rows]])
    job_start(
        kind=JOB_KIND,
        title=_("Công văn đôn đốc lần %(number)s: %(rollout)s")
        % {"number": letter.number, "rollout": rollout.title},
        args={"letter": letter.pk},
        asked_by=actor.user,
        key=f"{JOB_KIND}:{letter.pk}",
    )
    record(
        actor=actor.user,
        act="letter_make",
        subject=letter,
        data={
            "rollout": rollout.pk,
            "number": letter.number,
            "units": len(content.units),
            "assignments": len(rows),
            "snapshot": letter.snapshot_sha256,
        },
    )
    return letter


@job(JOB_KIND)
def letter_draw(work: Work) -> str:
    """Run again it finds the PDF there and makes nothing."""
    # Web processes know this worker too and never load the PDF engine.
    from portal.pdf.engine import render_pdf

    work.progress(0, 1)
    letter = ReminderLetter.objects.get(pk=work.args["letter"])
    if letter.pdf_id is None:
        _keep(letter.pk, render_pdf(render_html(content_of(letter))))
    work.progress(1, 1)
    return letter.get_absolute_url()


@transaction.atomic
def _keep(letter_id: int, data: bytes) -> None:
    letter = ReminderLetter.objects.select_for_update().get(pk=letter_id)
    if letter.pdf_id is not None:
        return
    letter.pdf = file_keep(
        data=data,
        name=f"don-doc-dot-{letter.rollout_id}-lan-{letter.number}.pdf",
        kind=FileKind.PDF,
        stored_by=None,
    )
    letter.save(update_fields=["pdf"])
    record(actor=None, act="letter_ready", subject=letter, data={"sha256": letter.pdf.sha256})
