"""manage.py load_scale: only into an empty database, once, the same each time, and out again."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.demo.scale.loading import scale_load, scale_ready
from portal.demo.scale.sizes import Sizes
from portal.refusals import Refused
from portal.units.models import Authority, Unit
from tests.cast import Cast
from tests.factories import make_user
from tests.sample.conftest import surroundings
from tests.scale.conftest import TODAY
from training.models import Assignment, Rollout

pytestmark = pytest.mark.django_db
LEAST = Sizes(units=30, tasks=4, seed=3, today=TODAY)
ASKED = ["--units", "30", "--tasks", "4", "--seed", "3", "--today", TODAY.isoformat()]
# What a life is, without the numbers the database gives.
LIFE = """
SELECT md5(string_agg(told, E'\\n' ORDER BY told)) FROM (
    SELECT concat_ws('|', u.code, t.title, o.number, a.state, a.due_on, a.confirmed_at, e.act, e.at,
        e.by_name, c.form_token, c.held_on, f.received_sha256) AS told
    FROM training_assignment a JOIN units_unit u ON u.id = a.unit_id
    JOIN training_task t ON t.id = a.task_id
    LEFT JOIN training_occurrence o ON o.id = a.occurrence_id
    LEFT JOIN training_assignmentevent e ON e.assignment_id = a.id AND e.act <> 'transfer'
    LEFT JOIN training_confirmation c ON c.assignment_id = a.id
    LEFT JOIN training_evidence v ON v.confirmation_id = c.id
    LEFT JOIN files_storedfile f ON f.id = v.file_id
) x
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path):
    with override_settings(**surroundings(tmp_path)):
        yield tmp_path


def run(*words: str) -> str:
    out = StringIO()
    call_command("load_scale", *words, stdout=out)
    return out.getvalue()


def fingerprint(sizes: Sizes) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        scale_load(sizes)
        cursor.execute(LIFE)
        found = cursor.fetchone()[0]
        transaction.set_rollback(True)
    return found


def test_loaded_once_told_as_it_goes_and_taken_away_whole(files: Path):
    told = run(*ASKED)
    assert "việc giao: 120 trên 120" in told
    assert "30 đơn vị" in told
    rows = AuditEvent.objects.count()
    assert "đã có từ trước" in run(*ASKED)
    assert AuditEvent.objects.count() == rows
    with pytest.raises(CommandError, match="số lượng khác"):
        run("--units", "31", "--tasks", "4")
    with pytest.raises(CommandError, match="--yes"):
        run("--remove")
    assert Assignment.objects.count() == 120
    run("--remove", "--yes")
    left = (Assignment, Unit, User, Rollout, AuditEvent)
    assert [model.objects.count() for model in left] == [0] * len(left)
    assert list(files.rglob("*.pdf")) == []
    with pytest.raises(CommandError, match="không chứa"):
        run("--remove", "--yes")


def test_one_seed_gives_the_same_lives_again_and_another_gives_others():
    once = fingerprint(LEAST)
    assert fingerprint(LEAST) == once
    assert fingerprint(Sizes(units=30, tasks=4, seed=4, today=TODAY)) != once


def test_never_into_a_portal_with_real_data(cast: Cast):
    units, people = Unit.objects.count(), User.objects.count()
    with pytest.raises(CommandError, match="dữ liệu thật của Ủy ban nhân dân huyện Mẫu"):
        run(*ASKED)
    Authority.objects.update(is_sample=True)
    with pytest.raises(CommandError, match="demo_remove"):
        run(*ASKED)
    with pytest.raises(CommandError, match="không chứa"):
        run("--remove", "--yes")
    Authority.objects.all().delete()
    with pytest.raises(Refused, match="đã có đơn vị"):
        scale_load(LEAST)
    assert (Unit.objects.count(), User.objects.count()) == (units, people)


def test_never_beside_people_who_are_there_already():
    make_user("ai@mau.test", "Ai")
    with pytest.raises(Refused, match="người dùng"):
        scale_load(LEAST)


def test_sizes_that_cannot_be_are_refused_in_words():
    with pytest.raises(CommandError, match="Số đơn vị phải từ"):
        run("--units", "3")


def test_broken_off_in_the_middle_it_leaves_nothing():
    def stop(sentence: str) -> None:
        if sentence.startswith("việc giao: 60"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scale_load(LEAST, stop)
    assert not Unit.objects.exists()
    assert not Assignment.objects.exists()


def test_a_rollout_ready_to_be_issued_holds_as_many_tasks_as_asked():
    rollout = scale_ready(LEAST)
    assert (rollout.state, rollout.tasks.count()) == ("draft", LEAST.tasks)
    assert not Assignment.objects.exists()
