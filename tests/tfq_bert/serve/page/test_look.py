import re

from tfq_bert.serve.page.look import HEAD, make_theme


def test_nothing_comes_from_the_network():
    theme = make_theme()
    assert theme._stylesheets == []
    assert "http" not in HEAD
    assert "url(" not in HEAD
    assert "@import" not in HEAD


def test_each_variable_that_is_used_is_set_in_both_schemes():
    used = set(re.findall(r"var\((--tq-[\w-]+)\)", HEAD))
    for start in (".tq, .tq-card {", ".dark .tq, .dark .tq-card {"):
        block = HEAD[HEAD.index(start) :].split("}")[0]
        assert used <= set(re.findall(r"(--tq-[\w-]+):", block)), start
