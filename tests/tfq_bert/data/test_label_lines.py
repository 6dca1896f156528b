from tfq_bert.data import load_dataset


def test_the_first_word_is_the_label(write):
    path = write("a.txt", "1 a stirring , funny film\r\n0  bad\n\n1 fine\n0\n")
    data = load_dataset(path)
    assert data.texts == ("a stirring , funny film", "bad", "fine")
    assert data.labels == ("1", "0", "1")
    assert data.notes[0] == "Labels are the first word of each line."
    assert data.notes[-1] == "1 row with a blank text was dropped (line 5)."


def test_lines_without_labels_are_refused(write, error_of):
    path = write("a.txt", "hello there\nwin now\nsee you\n")
    message = error_of(load_dataset, path)
    assert message.startswith("Every line of a .txt file must begin with its label")
    assert "where 3 lines begin with 3 different words" in message


def test_a_delimiter_makes_it_a_table(write):
    path = write("a.txt", "text|label\nhi|a\nyou|b\n")
    assert load_dataset(path, delimiter="|").texts == ("hi", "you")


def test_a_lone_carriage_return_joins_no_lines(write, error_of):
    path = write("a.txt", "1 good\r\n1 fine\r0 bad\n")
    assert error_of(load_dataset, path) == (
        f"Every line of a .txt file must end with a line feed. Received: {path!r}, "
        "where a carriage return stands alone in line 2. Write a line feed for it "
        "where a row ends, or a space."
    )
