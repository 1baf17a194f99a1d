from collections.abc import Iterator

import pytest

from tests.directives.post import Post, serving, use


@pytest.fixture
def post(settings: object) -> Iterator[Post]:
    with serving() as held:
        use(settings, held.port)
        yield held
