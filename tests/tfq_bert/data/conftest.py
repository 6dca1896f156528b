"""Fixtures of the data tests: files from bytes, messages from calls."""

import pytest

from tfq_bert.errors import InputError


@pytest.fixture
def write(tmp_path):
    """Writes a file below `tmp_path` and gives its path as a string."""

    def write_file(name, content):
        path = tmp_path / name
        data = content.encode("utf-8") if isinstance(content, str) else content
        path.write_bytes(data)
        return str(path)

    return write_file


@pytest.fixture
def error_of():
    """Calls a function that must raise an InputError; gives its one-line message."""

    def call(function, *args, **kwargs):
        with pytest.raises(InputError) as caught:
            function(*args, **kwargs)
        message = str(caught.value)
        assert "\n" not in message
        return message

    return call
