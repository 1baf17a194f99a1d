import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from directives.models import Document
from tests import cast as people
from tests.cast import Cast
from tests.chromium import chromium
from tests.emptying import instead_of_truncating
from tests.factories import make_assignment, make_document, make_duty, make_rollout, make_task
from training.models import Assignment, Rollout

# Named here once: two fixtures of the name would start Playwright twice in one process.
__all__ = ["chromium"]

# No test asserts a time, and none fails because the machine has other work.
settings.register_profile("no_clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no_clock")

TransactionTestCase._fixture_teardown = instead_of_truncating


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from tests.workers import Together

    return Together(config, log)


@pytest.fixture
def cast(db: None) -> Cast:
    return people.assemble()


@pytest.fixture
def document(cast: Cast) -> Document:
    return make_document(entered_by=cast.office_officer, published_by=cast.office_lead)


@pytest.fixture
def rollout(cast: Cast, document: Document) -> Rollout:
    return make_rollout(document, by=cast.office_officer)


@pytest.fixture
def assignment(cast: Cast, document: Document, rollout: Rollout) -> Assignment:
    """One task of an issued rollout, given to the commune of the cast."""
    task = make_task(rollout, make_duty(document), kinds=("commune",))
    return make_assignment(task, cast.commune)


@pytest.fixture(autouse=True)
def _plain_surroundings(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files in a folder of the test's own, mail in memory, fast passwords, unhashed statics, and no
    page kept from one question to the next: what a test alters in the program has no version."""
    nothing_kept = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": nothing_kept}
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("files"), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
