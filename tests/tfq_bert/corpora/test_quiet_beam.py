import logging
import warnings

from tfq_bert.corpora.quiet_beam import quiet_beam


def test_warnings_are_held_back_inside_and_logging_is_as_before_after(capfd):
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    with quiet_beam():
        root.addHandler(logging.StreamHandler())
        logging.getLogger("apache_beam").error("not shown")
        warnings.warn("nor this", stacklevel=1)
    assert (root.level, root.handlers) == (level, handlers)
    assert capfd.readouterr() == ("", "")
