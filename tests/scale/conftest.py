"""The invented province, loaded small."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from portal.demo.scale.loading import scale_load
from portal.demo.scale.sizes import Sizes
from tests.sample.conftest import surroundings

TODAY = date(2026, 4, 22)
SMALL = Sizes(units=60, tasks=4, seed=7, today=TODAY)


@contextmanager
def province(sizes: Sizes) -> Iterator[None]:
    """There for the length of the block, and then as if it had never been."""
    with transaction.atomic():
        assert scale_load(sizes)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sizes]:
    with (
        django_db_blocker.unblock(),
        override_settings(**surroundings(tmp_path_factory.mktemp("scale"))),
        province(SMALL),
    ):
        yield SMALL
