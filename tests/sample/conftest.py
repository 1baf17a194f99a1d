"""The sample authority, loaded once, and every page of it as each of its people sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from portal.accounts.models import User
from portal.demo.loading import sample_load
from tests.cast import signed_in
from tests.sample.crawl import Walk

PEOPLE = {
    "officer": "chuyenvien@huyenmau.example",
    "lead": "truongphong@huyenmau.example",
    "chairman": "chutich.anbinh@huyenmau.example",
}


@pytest.fixture(scope="session")
def walks(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Walk]]:
    """By person. The sample is loaded and taken back in one transaction of the test database."""
    with (
        django_db_blocker.unblock(),
        override_settings(**surroundings(tmp_path_factory.mktemp("sample"))),
        transaction.atomic(),
    ):
        sample_load(today=timezone.localdate())
        walks = {"citizen": Walk.from_(Client(), "/", "/en/")}
        for person, email in PEOPLE.items():
            client = signed_in(User.objects.get(email=email))
            walks[person] = Walk.from_(client, "/vao/", "/")
            walks[person].send_blank_forms()
        transaction.set_rollback(True)
    return walks


def surroundings(folder: Path) -> dict:
    return {
        "STORAGES": {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": folder, "base_url": None},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
