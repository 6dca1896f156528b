import pytest

from tfq_bert.cli.search_values import parse_counts, parse_names, parse_rates
from tfq_bert.errors import InputError


def test_lists_and_ranges_are_read():
    assert parse_counts("depth", "1, 2,4") == (1, 2, 4)
    assert parse_names("encoder", "zz,angle_ry") == ("zz", "angle_ry")
    assert parse_rates("learning-rate", "1e-3,0.004") == (0.001, 0.004)
    assert parse_rates("learning-rate", "1e-4:1e-2") == {"low": 1e-4, "high": 1e-2}
    assert parse_rates("learning-rate", "0.01") == (0.01,)


@pytest.mark.parametrize("parse", [parse_counts, parse_names, parse_rates])
def test_what_is_not_given_is_none(parse):
    assert parse("depth", None) is None


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_counts, "1.5"),
        (parse_counts, "1,,2"),
        (parse_counts, ""),
        (parse_names, "zz,"),
        (parse_rates, "fast"),
        (parse_rates, "1e-4:"),
        (parse_rates, "1:2:3"),
        (parse_rates, "0.1:0.2,0.3"),
    ],
)
def test_anything_else_is_refused_as_it_was_typed(parse, text):
    with pytest.raises(InputError) as caught:
        parse("option", text)
    assert str(caught.value).startswith("`--option` must be ")
    assert str(caught.value).endswith(f" Received: --option {text!r}.")
