from scripts.benchmark.table import format_table


def test_words_stand_left_and_numbers_right():
    table = format_table(
        ["engine", "ms", "note"], [["a", "1.25", ""], ["bb", "10", "x"]]
    )
    assert table.splitlines() == [
        "engine    ms  note",
        "------------------",
        "a       1.25",
        "bb        10  x",
    ]
