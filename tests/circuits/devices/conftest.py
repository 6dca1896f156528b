import pytest

from tests.compiler_targets import IDS, TARGETS


@pytest.fixture(params=TARGETS, ids=IDS)
def target(request):
    return request.param
