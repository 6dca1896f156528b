import pytest

from tfq_bert.data.columns import choose_columns, choose_text_columns, join_cells


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        (["text", "label"], ((0,), 1)),
        (["v1", "v2", "", "", ""], ((1,), 0)),
        (["Label", "Message"], ((1,), 0)),
        (["", "spam", "sms"], ((2,), 1)),
        (["clean_tweet", "airline_sentiment"], ((0,), 1)),
        (["label", "v1", "text"], ((2,), 0)),
    ],
)
def test_the_usual_names_are_found(columns, chosen):
    assert choose_columns("a.csv", columns)[:2] == chosen


def test_the_note_says_which_columns_were_taken_and_how():
    note = choose_columns("a.csv", ["v1", "v2"])[2]
    assert note == "Texts from column 'v2', labels from 'v1' (chosen by name)."
    note = choose_columns("a.csv", ["v1", "v2"], "v1", "v2")[2]
    assert note == "Texts from column 'v1', labels from 'v2'."


def test_a_missing_column_names_those_present(error_of):
    assert error_of(choose_columns, "a.csv", ["text", "label"], "body", None) == (
        "`--text-column` must name a column of 'a.csv'. Received: 'body'. Columns "
        "present: 'text', 'label'."
    )
    assert error_of(choose_columns, "a.csv", ["text", "label"], None, "Label") == (
        "`--label-column` must name a column of 'a.csv'. Received: 'Label'. Columns "
        "present: 'text', 'label'."
    )


def test_no_usual_name_names_those_present_and_the_option(error_of):
    columns = ["ham", "Go until jurong point, crazy.. Available only in bugis"]
    assert error_of(choose_text_columns, "a.csv", columns) == (
        "The text column must be named, because none of the usual names is there. "
        "Received: 'a.csv'. Columns present: 'ham', 'Go until jurong point, crazy.. "
        "Availa...'. Pass `--text-column`."
    )


def test_the_remedy_stands_where_the_first_line_may_be_a_row(error_of):
    """Not where the texts' column was found by its name, as in a header."""
    remedy = ", or `--no-header`"
    message = error_of(choose_columns, "a.csv", ["3", "Hi"], "2", "1", remedy)
    assert message == (
        "`--text-column` must name a column of 'a.csv'. Received: '2'. Columns "
        "present: '3', 'Hi'. Pass a name, or `--no-header`."
    )
    message = error_of(choose_columns, "a.csv", ["3", "Hi"], remedy=remedy)
    assert message.endswith("Pass `--text-column`, or `--no-header`.")
    message = error_of(choose_columns, "a.csv", ["text", "label2"], remedy=remedy)
    assert message.endswith("Pass `--label-column`.")


def test_many_columns_are_not_all_written_out(error_of):
    message = error_of(choose_text_columns, "a.csv", [f"c{i}" for i in range(25)], "x")
    assert message.endswith("'c18', 'c19' and 5 more.")


def test_a_name_that_stands_twice_is_refused(error_of):
    assert error_of(choose_text_columns, "a.csv", ["text", "label", "Text"]) == (
        "The text column must stand once in the header. Received: 'a.csv', with 2 "
        "columns named 'text'. Rename one."
    )


def test_one_column_cannot_be_both(error_of):
    assert error_of(choose_columns, "a.csv", ["text", "label"], None, "text") == (
        "`--text-column` and `--label-column` must differ. Received: 'text' for both "
        "in 'a.csv'. Columns present: 'text', 'label'."
    )


def test_several_text_columns_are_taken_in_the_order_named():
    columns = ["label", "title", "description"]
    assert choose_columns("a.csv", columns, "description, title", None) == (
        (2, 1),
        0,
        "Texts from columns 'description' and 'title' with a space between, labels "
        "from 'label' (chosen by name).",
    )


def test_a_name_with_a_comma_is_one_column_where_it_stands_so():
    assert choose_text_columns("a.csv", ["a,b", "a", "b"], "a,b") == (0,)


def test_one_of_several_that_is_missing_is_named(error_of):
    assert error_of(choose_text_columns, "a.csv", ["title", "x"], "title,body") == (
        "`--text-column` must name a column of 'a.csv'. Received: 'body'. Columns "
        "present: 'title', 'x'."
    )


def test_a_label_among_several_texts_is_refused(error_of):
    message = error_of(choose_columns, "a.csv", ["text", "label"], "text,label")
    assert message.startswith("`--text-column` and `--label-column` must differ.")


def test_joined_cells_have_one_space_and_no_blank_ones():
    assert join_cells(["a ", "  ", "b"]) == "a  b"
    assert join_cells([" alone "]) == " alone "
