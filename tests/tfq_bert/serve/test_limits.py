import pytest

from tfq_bert.errors import InputError
from tfq_bert.serve.limits import Limits


@pytest.mark.parametrize("name", ["body_bytes", "rows", "batch_rows"])
def test_a_limit_of_nothing_is_refused(name):
    message = rf"^`{name}` must be above 0\. Received: {name}=0\.$"
    with pytest.raises(InputError, match=message):
        Limits(**{name: 0})


def test_a_drain_may_take_no_time_but_not_less():
    assert Limits(drain_seconds=0).drain_seconds == 0
    message = r"^`drain_seconds` must be at least 0\. Received: drain_seconds=-1\.$"
    with pytest.raises(InputError, match=message):
        Limits(drain_seconds=-1)


def test_not_a_number_is_refused():
    with pytest.raises(InputError, match=r"Received: timeout_seconds=nan\.$"):
        Limits(timeout_seconds=float("nan"))


@pytest.mark.parametrize("name", ["timeout_seconds", "drain_seconds"])
def test_a_wait_without_end_is_refused(name):
    message = rf"^`{name}` must be finite\. Received: {name}=inf\.$"
    with pytest.raises(InputError, match=message):
        Limits(**{name: float("inf")})


def test_a_request_must_have_room_to_wait():
    message = (
        r"^`waiting_rows` must be at least `rows`, because a request waits whole\. "
        r"Received: waiting_rows=9, rows=10\.$"
    )
    with pytest.raises(InputError, match=message):
        Limits(rows=10, waiting_rows=9)
