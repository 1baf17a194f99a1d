"""What is chosen for tasks that rest on a text that is no more."""

from uuid import uuid4

from django.utils import timezone

from directives.models import Duty
from tests.cast import Cast
from tests.training.acts import acting
from training.ending import EndedTask, Move, ended_choose, ended_tasks, preview_of
from training.models import EndedChoice

REASON = "Nghị quyết mới không còn giao việc này."


def awaiting() -> list[EndedTask]:
    return ended_tasks(timezone.localdate())


def choose(cast: Cast, choice: str, **fields: object) -> EndedChoice:
    (row,) = awaiting()
    given = {"reason": REASON, "seen": preview_of(row).seen, "form_token": uuid4()} | fields
    return ended_choose(actor=acting(cast.office_lead), task_id=row.task.pk, choice=choice, **given)


def moved(cast: Cast, to: str, **fields: object) -> EndedChoice:
    """`to`: the code of the duty that the task goes on with."""
    (row,) = awaiting()
    duty = Duty.objects.get(code=to)
    move = Move({clause.pk: duty.pk for clause in row.text.clauses}, **fields)
    return choose(cast, "move", move=move)
