import threading
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from portal.audit.models import AuditEvent
from portal.audit.services import record
from portal.demo.clock import at
from portal.demo.moments import moment
from tests.cast import Cast, assemble, signed_in


@pytest.fixture
def three(cast: Cast) -> list[AuditEvent]:
    with transaction.atomic():
        return [
            record(actor=cast.clerk, act=f"act_{n}", subject=cast.commune, data={"n": n})
            for n in range(3)
        ]


def test_each_row_carries_the_hash_of_the_one_before(three: list[AuditEvent]):
    assert three[1].previous_hash == three[0].hash
    assert three[2].previous_hash == three[1].hash


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_auditevent SET act = 'x'", "DELETE FROM audit_auditevent"]
)
def test_the_database_refuses_to_change_the_record(three: list[AuditEvent], statement: str):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_whole_chain_is_found_whole(three: list[AuditEvent], capsys: pytest.CaptureFixture):
    call_command("verify_audit")
    assert "the chain is whole" in capsys.readouterr().out


def test_the_zone_in_which_the_clock_spoke_makes_no_difference(
    cast: Cast, capsys: pytest.CaptureFixture
):
    with at(moment(date(2026, 4, 8), 9)), transaction.atomic():
        record(actor=cast.clerk, act="act", subject=cast.commune)
    call_command("verify_audit")
    assert "the chain is whole" in capsys.readouterr().out


def behind_the_portals_back(statement: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        cursor.execute(statement, [pk])
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER USER")


def test_changed_content_is_named(three: list[AuditEvent]):
    behind_the_portals_back("UPDATE audit_auditevent SET act = 'x' WHERE id = %s", three[1].pk)
    with pytest.raises(CommandError, match=f"Row {three[1].pk}: its content"):
        call_command("verify_audit")


def test_a_row_taken_out_is_named_by_the_one_after(three: list[AuditEvent]):
    behind_the_portals_back("DELETE FROM audit_auditevent WHERE id = %s", three[1].pk)
    with pytest.raises(CommandError, match=f"Row {three[2].pk}: the row before"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    cast = assemble()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(actor=None, act="x", subject=cast.commune)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_chain():
    cast = assemble()
    start = threading.Barrier(2)

    def write() -> None:
        start.wait(timeout=10)
        with transaction.atomic():
            record(actor=None, act="at_once", subject=cast.commune)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert AuditEvent.objects.count() == 2
    call_command("verify_audit")


def test_the_page_is_for_those_who_may_read_the_record(cast: Cast, three: list[AuditEvent]):
    page = signed_in(cast.auditor).get("/nhat-ky/", {"nguoi": cast.clerk.name})
    assert page.status_code == 200
    assert "act_1" in page.content.decode()
    assert signed_in(cast.office_officer).get("/nhat-ky/").status_code == 403
