import pytest

from tfq_bert.choices import check_choice
from tfq_bert.errors import InputError


def test_a_choice_passes():
    check_choice("engine", "beam", ("local", "beam"))


@pytest.mark.parametrize("value", ["Beam", "", None])
def test_another_value_is_told_with_the_choices(value):
    with pytest.raises(InputError, match=r"^`engine` must be one of local, beam\. "):
        check_choice("engine", value, ("local", "beam"))
