import pytest

from tfq_bert.errors import InputError
from tfq_bert.serve.access import Access

ACCESS = Access("right")
COOKIE = ACCESS.cookie_name


@pytest.mark.parametrize(
    ("header", "passes"),
    [
        (b"Bearer right", True),
        (b"bearer  right", True),
        (b"Bearer wrong", False),
        (b"Bearer right!", False),
        (b"Bearer ", False),
        (b"Basic right", False),
        (b"right", False),
        (b"Bearer \xff\xfe", False),
    ],
)
def test_only_the_right_bearer_token_passes(header, passes):
    assert ACCESS.allows({b"authorization": header}) is passes


def test_a_cookie_of_the_token_passes_and_is_not_the_token():
    value = ACCESS.cookie_value()
    assert "right" not in value
    assert ACCESS.allows({b"cookie": f"other=1; {COOKIE}={value}".encode()})
    other = Access("another")
    assert not other.allows({b"cookie": f"{other.cookie_name}={value}".encode()})


def test_two_servers_of_a_host_keep_their_cookies_apart():
    """Browsers send a cookie to every port of a host, and keep one a name."""
    other = Access("another")
    assert other.cookie_name != COOKIE
    both = f"{COOKIE}={ACCESS.cookie_value()}; {other.cookie_name}="
    both += other.cookie_value()
    assert ACCESS.allows({b"cookie": both.encode()})
    assert other.allows({b"cookie": both.encode()})


@pytest.mark.parametrize(
    "other",
    ['prefs={"a": 1}', "user=a b", "n=é", 'q="un', "a,b=1", "x", "=", "a[b]=1", ""],
)
def test_cookies_of_other_programs_do_not_lock_out(other):
    own = f"{COOKIE}={ACCESS.cookie_value()}"
    for header in (f"{other}; {own}", f"{own}; {other}"):
        assert ACCESS.allows({b"cookie": header.encode()})


@pytest.mark.parametrize(
    "cookie", [b"", b"\xff=\xff", f"{COOKIE}=".encode(), f"{COOKIE}=right".encode()]
)
def test_another_cookie_does_not_pass(cookie):
    assert not ACCESS.allows({b"cookie": cookie})
    assert not ACCESS.allows({})


def test_without_a_token_all_pass():
    assert Access(None).is_open
    assert Access(None).allows({})
    assert not ACCESS.is_open


@pytest.mark.parametrize("token", ["", "two words", "schlüssel", "line\n"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(token):
    with pytest.raises(InputError, match=r"^`token` must be printable ASCII") as caught:
        Access(token)
    assert not token or token not in str(caught.value)
