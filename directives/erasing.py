"""intake_refuse · intake_erase · leftovers_erase — a file that is not taken in leaves nothing.

First the row says what became of it, with the record of it, then the bytes go. Whoever is killed
between the two leaves a refused row that still names its file; `leftovers_erase` ends that.
"""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directives.models import Intake
from portal.audit.services import record

State = Intake.State


def intake_refuse(*, intake_id: int, sentence: str) -> None:
    _close(intake_id, sentence=sentence)
    _bytes_erase(intake_id)


def intake_erase(*, intake_id: int, mark: str) -> None:
    """For a mark of secrecy: the file's own name and whatever else could tell of it goes too."""
    _close_marked(intake_id, mark)
    _bytes_erase(intake_id)


def leftovers_erase() -> None:
    refused = Intake.objects.filter(state=State.REFUSED).exclude(file=None)
    for intake_id in refused.values_list("pk", flat=True):
        _bytes_erase(intake_id)


@transaction.atomic
def _close(intake_id: int, sentence: str) -> None:
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake_id)
    if intake.state in Intake.OPEN:
        _set_refused(intake, sentence)
        intake.save()


@transaction.atomic
def _close_marked(intake_id: int, mark: str) -> None:
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake_id)
    if intake.state not in Intake.OPEN:
        return
    _set_refused(
        intake,
        _(
            "Tệp mang dấu chỉ độ mật nên không được đưa lên cổng. Tệp và mọi nội dung của tệp đã "
            "được xóa; chỉ ghi lại việc đã xóa."
        ),
    )
    intake.name, intake.origin = _("Tệp đã xóa"), ""
    intake.answers, intake.target = {}, None
    intake.save()
    record(
        actor=intake.asked_by,
        act="intake_erase",
        subject=intake,
        data={"mark": mark, "sha256": intake.sha256},
    )


def _set_refused(intake: Intake, sentence: str) -> None:
    intake.state, intake.finished_at = State.REFUSED, timezone.now()
    intake.question, intake.sample, intake.sentence = "", "", sentence


@transaction.atomic
def _bytes_erase(intake_id: int) -> None:
    """The bytes before their row: killed in between, the row still says where to look again."""
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake_id)
    file = intake.file
    if intake.state != State.REFUSED or file is None:
        return
    default_storage.delete(file.key)
    intake.file = None
    intake.save(update_fields=["file"])
    file.delete()
