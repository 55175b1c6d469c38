"""The secret of every source, and the sources themselves."""

import pytest

from . import apis
from .cases import CASES, VARIABLE, Case


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, apis.TOKEN)


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param
