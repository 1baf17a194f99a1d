"""No public page changes by a byte without its version: every table it reads is counted by the
database, and every act that shows is seen."""

import re
import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from directives.models import Correction, Document, Relation
from directives.opendata.bulk import NAME, bulk_make
from directives.services import document_withdraw, duty_save
from portal.access import actor_of
from portal.demo.clock import at
from portal.demo.removal import sample_remove
from portal.files.models import StoredFile
from portal.units.models import Authority, UnitKind, UnitPeriod
from portal.web.models import PublicChange
from portal.web.public_version import layers_up_to, public_version
from tests.cast import Cast
from tests.directives.letters import DASH, lead, numbered, officer, published
from tests.directives.test_duties import NEVER
from tests.training.acts import prepare, sign
from tests.web.shown import PUBLIC, Shown, body_of, shown
from training.models import Rollout
from training.review import assignment_cancel

__all__ = ["shown"]
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"')
TRIGGERED = """
    SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger
    WHERE tgname = tgrelid::regclass::text || '_public'
"""
# Read by public pages, and not counted: why.
NOT_COUNTED = {
    # A stored file never changes, and is shown only where a row that is counted leads to it. The
    # archive of open data is not; bulk_make says by itself that there is a new one.
    "files_storedfile",
    # The count itself.
    "web_publicchange",
}


def layer_of(view: Callable) -> str:
    return view.__module__.partition(".")[0]


def counted() -> dict[str, str]:
    """The layer by the table."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERED)
        return {table: layer.rstrip("\\0") for table, layer in cursor.fetchall()}


def bytes_of(shown: Shown) -> dict[str, bytes]:
    client, found = Client(), {}
    for name, path in shown.addresses.items():
        response = client.get(path)
        first = f"{response.status_code} {response.get('Location')}"
        found[name] = first.encode() + body_of(response)
    return found


def versions() -> dict[str, str]:
    return {layer: public_version(layer) for layer in ("directives", "training", "reports")}


def test_every_table_that_a_public_page_reads_is_counted(shown: Shown):
    held, missing = counted(), {}
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    for address in PUBLIC:
        for name in (address.name, f"{address.name} (en)"):
            with_queries = _tables_read(shown.addresses[name]) & tables - NOT_COUNTED
            layers = layers_up_to(layer_of(address.view))
            for table in with_queries:
                if held.get(table) not in layers:
                    missing.setdefault(table, set()).add(address.name)
    assert missing == {}, "write counted_as_public(…) for these tables into a migration"


def _tables_read(path: str) -> set[str]:
    """None of a page that no cache keeps."""
    found = set()

    def note(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        found.update(TABLE.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = Client().get(path)
        body_of(response)
    return found if "public" in response.headers["Cache-Control"] else set()


def test_the_walk_opens_the_pages_and_reads_their_tables(shown: Shown):
    statuses = {}
    for name, path in shown.addresses.items():
        response = Client().get(path)
        body_of(response)
        statuses[name] = response.status_code
    for name in ("home", "document", "clause", "code", "data_akn", "edition", "sitemap"):
        assert statuses[f"directives:{name}"] == 200, name
    assert statuses["reports:verify"] == statuses["training:progress (en)"] == 200
    assert "directives_clause" in _tables_read(shown.addresses["directives:clause"])


ACTS: dict[str, Callable[[Shown], object]] = {
    "publish another": lambda s: published(s.cast, numbered(13)),
    "withdraw": lambda s: document_withdraw(
        actor=lead(s.cast), document_id=s.letter.pk, reason="Nhầm"
    ),
    "hide": lambda s: document_withdraw(
        actor=lead(s.cast), document_id=s.letter.pk, reason="Dữ liệu cá nhân", hides_text=True
    ),
    "relate": lambda s: Relation.objects.create(
        source=s.code["423/QĐ-BVHTTDL"],
        target=s.letter,
        kind=Relation.Kind.REPLACES,
        target_text="Công văn số 12/UBND-VHTT",
        effective_on=date(2026, 3, 5),
    ),
    "publish, not track": lambda s: duty_save(
        actor=officer(s.cast),
        clause_id=s.letter.editions.first().clauses.get(eid=DASH).pk,
        fields=NEVER,
    ),
    "correct a clause": lambda s: Correction.objects.create(
        clause=s.letter.editions.first().clauses.body().first(),
        printed="yêu cầu",
        suggested="đề nghị",
        reason="thử",
        accepted_by=s.cast.office_officer,
    ),
    "sign": lambda s: (prepare(s.assignment, s.cast.clerk), sign(s.assignment, s.cast.chairman)),
    "cancel": lambda s: assignment_cancel(
        actor=actor_of(s.cast.office_lead), assignment_id=s.assignment.pk, reason="Nhầm đơn vị"
    ),
    "rename the authority": lambda s: Authority.objects.update(full_name="UBND xã Mới"),
    "rename a kind of unit": lambda s: UnitKind.objects.update(name="Loại khác"),
    "rename a rollout": lambda s: Rollout.objects.update(title="Đợt khác"),
    "by hand in SQL": lambda s: _execute("UPDATE directives_document SET reader_note = 'Chú ý'"),
    "a new archive": lambda s: (published(s.cast, numbered(14)), bulk_make()),
}


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("act", ACTS)
def test_what_shows_on_a_page_has_another_version(shown: Shown, act: str):
    before, were = bytes_of(shown), versions()
    ACTS[act](shown)
    after, are = bytes_of(shown), versions()
    changed = {name for name in before if before[name] != after[name]}
    assert changed, "an act that shows nowhere proves nothing"
    layers = {f"{a.name}{tongue}": layer_of(a.view) for a in PUBLIC for tongue in ("", " (en)")}
    assert {name for name in changed if were[layers[name]] == are[layers[name]]} == set()


def test_what_does_not_show_leaves_the_version(shown: Shown):
    were = versions()
    prepare(shown.assignment, shown.cast.clerk)
    shown.cast.clerk.name = "Tên Khác"
    shown.cast.clerk.save()
    assert versions() == were


def test_confirmations_leave_the_texts_as_they_are(shown: Shown):
    were = versions()
    prepare(shown.assignment, shown.cast.clerk)
    sign(shown.assignment, shown.cast.chairman)
    are = versions()
    assert are["directives"] == were["directives"]
    assert are["training"] != were["training"]
    assert are["reports"] != were["reports"]


def test_the_day_is_part_of_it_and_the_hour_is_not(shown: Shown):
    morning = timezone.localtime().replace(hour=0, minute=1)
    seen = []
    for moment in (morning, morning.replace(hour=23), morning + timedelta(days=1)):
        with at(moment):
            seen.append((public_version("reports"), bytes_of(shown)))
    first, evening, next_day = seen
    assert first == evening
    assert next_day[0] != first[0]


def test_what_was_taken_back_counts_for_nothing(cast: Cast):
    before = public_version("directives")
    with transaction.atomic():
        Authority.objects.update(full_name="UBND xã Mới")
        assert public_version("directives") != before
        transaction.set_rollback(True)
    assert public_version("directives") == before


def test_the_rows_stay_few_however_much_is_written(cast: Cast):
    seen = set()
    for number in range(20):
        Authority.objects.update(full_name=f"UBND xã {number}")
        seen.add(public_version("portal"))
    assert len(seen) == 20
    assert PublicChange.objects.filter(layer="portal").count() == 1


def test_a_copy_brought_back_does_not_count_up_to_the_same_number(cast: Cast):
    [row] = PublicChange.objects.filter(layer="portal").values("layer", "amount")
    seen = set()
    for _ in range(3):
        PublicChange.objects.filter(layer="portal").delete()
        PublicChange.objects.create(**row)
        Authority.objects.update(full_name="UBND xã Mới")
        seen.add(public_version("portal"))
    assert len(seen) == 3


@pytest.mark.django_db(transaction=True)
def test_nobody_who_writes_waits_for_another(cast: Cast):
    """One has changed something and not finished yet; the other is through before."""
    before = public_version("portal")

    def other() -> None:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '10s'")
            UnitKind.objects.filter(pk="xa").update(order=7)
        connection.close()

    with transaction.atomic():
        Authority.objects.update(full_name="UBND xã Mới")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        between = public_version("portal")
    assert UnitKind.objects.get(pk="xa").order == 7
    # It saw its own change and the other's, and so does everybody now.
    assert before != between == public_version("portal")


@pytest.mark.django_db(transaction=True)
def test_taking_the_sample_away_goes_on_counting(cast: Cast):
    Authority.objects.update(is_sample=True)
    before = sum(PublicChange.objects.values_list("amount", flat=True))
    sample_remove()
    assert sum(PublicChange.objects.values_list("amount", flat=True)) > before


def test_the_archive_is_not_counted_by_its_table(shown: Shown):
    """Else every photograph that a unit sends would make all pages anew."""
    before = versions()
    StoredFile.objects.exclude(name=NAME).update(name="khac.pdf")
    assert versions() == before


def test_units_count_as_they_are_named_on_the_progress_page(cast: Cast):
    before = public_version("training")
    UnitPeriod.objects.update(name="Đơn vị khác")
    assert public_version("training") != before
    assert Document.objects.count() == 0
