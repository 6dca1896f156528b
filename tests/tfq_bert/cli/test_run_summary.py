"""The words for a run; the numbers come from a real one."""

from tfq_bert.cli import run_summary
from tfq_bert.data import TextDataset, split_dataset


def test_data_are_named_with_their_classes_in_shares():
    data = TextDataset("x.csv", ("a", "b", "c", "d"), ("n", "n", "y", "n"), ("Note.",))
    assert run_summary.data_lines(data) == [
        "x.csv: 4 rows, 2 classes",
        "n: 3 (75.0%), y: 1 (25.0%)",
        "Note.",
    ]


def test_splits_are_counted_and_repeats_told():
    texts = tuple(f"text {i}" for i in range(20)) + ("text 0",)
    data = TextDataset("x", texts, ("a", "b") * 10 + ("a",))
    splits = split_dataset(data)
    first, note = run_summary.split_lines(splits)
    numbers = [int(word) for word in first.split() if word.isdigit()]
    assert numbers == [len(splits.train), len(splits.validation), len(splits.test)]
    assert note.startswith("1 of 21 rows repeat an earlier text")


def test_cut_texts_are_a_number_and_a_share():
    text = {"rows": 200, "truncated": 3, "sequence_length": 16, "longest": 1234}
    assert run_summary.text_lines(text) == [
        "3 of 200 texts (1.5%) cut at 16 tokens; the longest has 1,234"
    ]


def test_a_result_is_printed_as_it_is_written(tiny_result, capsys):
    run_summary.print_result(tiny_result)
    text = capsys.readouterr().out
    sizes = tiny_result.metrics["num_parameters"]
    assert f"{sizes['head']:,} parameters in the head" in " ".join(text.split())
    assert f"tfq-bert predict {tiny_result.folder} 'a text to classify'" in text


def test_the_document_holds_the_metrics_untouched(tiny_result):
    text = {"rows": 1}
    parts = tiny_result.splits
    document = run_summary.run_document(parts.train, text, tiny_result)
    assert document["metrics"] is tiny_result.metrics
    assert document["data"]["splits"]["test"] == parts.test.counts
