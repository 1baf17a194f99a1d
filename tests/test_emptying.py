"""After a test that committed there is nothing left for the next one."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from portal.accounts.models import Membership, User
from portal.audit.models import AuditEvent
from portal.audit.services import record
from portal.units.models import Unit, UnitKind
from tests.cast import Cast, assemble
from tests.emptying import empty

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def test_rows_that_point_at_each_other_and_those_that_may_not_be_deleted_are_gone(cast: Cast):
    with transaction.atomic():
        record(actor=cast.office_lead, act="looked", subject=cast.office)
    known = ContentType.objects.count()
    empty("default")
    for model in (AuditEvent, Membership, User, Unit, UnitKind):
        assert not model.objects.exists(), model
    assert ContentType.objects.count() == known > 0


def test_afterwards_the_database_is_as_strict_as_before():
    empty("default")
    cast = assemble()
    with transaction.atomic():
        event = record(actor=cast.office_lead, act="looked", subject=cast.office)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [event.pk])
    with pytest.raises(IntegrityError):
        Membership.objects.create(user_id=0, unit_id=0, role="head", valid_from="2026-01-01")
