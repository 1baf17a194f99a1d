from pathlib import Path

import pytest

from tests.signing.keys import PASSPHRASE, Identity, identity, pkcs12_file


@pytest.fixture(scope="session")
def whose() -> Identity:
    return identity()


@pytest.fixture
def key(settings: object, tmp_path: Path, whose: Identity) -> Path:
    """The portal signs with a file."""
    path = pkcs12_file(tmp_path, whose)
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(path), PASSPHRASE
    return path
