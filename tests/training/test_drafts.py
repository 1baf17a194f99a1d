from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from portal.refusals import Refused
from tests.cast import Cast
from tests.training.acts import FIELDS, acting, bring_to, pdf, prepare, version
from training.drafts import DraftFields, draft_save
from training.evidence import evidence_add
from training.models import Assignment, ConfirmationDraft
from training.transitions import RULES, Transition

OTHER = replace(FIELDS, note="Đã đọc trên loa truyền thanh.")
OPEN = RULES[Transition.CONFIRM].from_states
CLOSED = sorted(set(Assignment.State.values) - OPEN)


def save(
    assignment: Assignment, by: object, fields: DraftFields = FIELDS, version: int = 0
) -> ConfirmationDraft:
    return draft_save(actor=acting(by), assignment_id=assignment.pk, version=version, fields=fields)


def test_a_draft_may_be_incomplete(assignment: Assignment, cast: Cast) -> None:
    draft = save(assignment, cast.clerk, DraftFields(note="Mới làm một nửa."))
    assert (draft.version, draft.held_on, draft.updated_by) == (1, None, cast.clerk)


def test_every_save_is_a_new_version(assignment: Assignment, cast: Cast) -> None:
    save(assignment, cast.clerk)
    assert save(assignment, cast.chairman, OTHER, version=1).version == 2


def test_a_save_from_an_older_page_is_refused_with_the_name_and_changes_nothing(
    assignment: Assignment, cast: Cast
) -> None:
    save(assignment, cast.clerk)
    with pytest.raises(Refused, match="Hoàng Thị Yến đã lưu bản nháp lúc .* giờ"):
        save(assignment, cast.chairman, OTHER, version=0)
    assert ConfirmationDraft.objects.get().note == ""


def test_the_same_form_sent_twice_saves_once(assignment: Assignment, cast: Cast) -> None:
    save(assignment, cast.clerk)
    assert save(assignment, cast.clerk).version == 1


def test_a_page_older_than_the_last_confirmation_is_refused(
    assignment: Assignment, cast: Cast
) -> None:
    with pytest.raises(Refused, match="Bản nháp không còn"):
        save(assignment, cast.clerk, version=3)


@pytest.mark.parametrize("state", CLOSED)
def test_where_nothing_can_be_confirmed_nothing_can_be_drafted(
    state: str, assignment: Assignment, cast: Cast
) -> None:
    bring_to(state, assignment, cast)
    with pytest.raises(Refused, match="hiện ở trạng thái"):
        save(assignment, cast.clerk)
    with pytest.raises(Refused, match="hiện ở trạng thái"):
        evidence_add(
            actor=acting(cast.clerk), assignment_id=assignment.pk, upload=pdf(), kind="minutes"
        )


@pytest.mark.parametrize("who", ["other_chairman", "office_officer", "office_lead", "auditor"])
def test_only_the_unit_itself_drafts(who: str, assignment: Assignment, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        save(assignment, getattr(cast, who))
    with pytest.raises(PermissionDenied):
        prepare(assignment, getattr(cast, who))


def test_saving_a_draft_does_not_change_the_state(assignment: Assignment, cast: Cast) -> None:
    prepare(assignment, cast.clerk)
    assignment.refresh_from_db()
    assert assignment.state == "assigned"
    assert version(assignment) == 2
