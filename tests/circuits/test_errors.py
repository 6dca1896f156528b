"""The two errors of the room."""

import pytest

from circuits import CircuitSpecError, DeviceValidationError


@pytest.mark.parametrize("error", [CircuitSpecError, DeviceValidationError])
def test_each_error_is_a_value_error_that_keeps_its_text(error):
    with pytest.raises(ValueError, match="^the text$"):
        raise error("the text")
