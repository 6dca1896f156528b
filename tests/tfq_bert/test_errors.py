import pytest

import tfq_bert
from tfq_bert.errors import InputError


def test_an_input_error_is_a_value_error_with_one_public_name():
    assert tfq_bert.InputError is InputError
    with pytest.raises(ValueError, match="^one line$"):
        raise InputError("one line")
