"""The whole incident of `full_disk`, as a fixture."""

import pytest

from astreinte.domain import Entry

from .full_disk import drafts, journal_of


@pytest.fixture
async def entries() -> list[Entry]:
    return await journal_of(drafts())
