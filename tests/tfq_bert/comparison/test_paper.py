"""Tests of the paper's table: what was run, and what was not."""

import pytest

from tests.tiny_runs import labeled_texts, write_csv
from tfq_bert.comparison import reproduce_paper
from tfq_bert.comparison.paper import PAPER_SETS, make_source
from tfq_bert.errors import InputError
from tfq_bert.files import read_json


@pytest.fixture(scope="module")
def table(tiny_preset, tmp_path_factory):
    """The folder of the comparisons, and the table, of one small set of the five."""
    data = tmp_path_factory.mktemp("paper")
    write_csv(data / "sms_spam.csv", labeled_texts())
    settings = {"preset": str(tiny_preset), "seeds": range(2), "tries": 1, "epochs": 2}
    settings |= {"qubits": (2, 4), "depth": 1, "target": None, "workers": 1}
    text = reproduce_paper(str(data), data / "out", sets=["sms"], **settings)
    return data, text, settings


def test_sources_of_the_five_sets_are_named(shared_data):
    for name in PAPER_SETS:
        source = make_source(name, str(shared_data))
        for place in (source.data, source.validation_data, source.test_data):
            assert place is None or (shared_data / place).is_file()
        assert make_source(name, "tfds").data.startswith("tfds:")
    assert make_source("twitter", "tfds").drop_labels == ("neutral",)


def test_table_has_the_means_of_what_was_run_and_not_run_for_the_rest(table):
    data, text, _ = table
    content = read_json(data / "out/frozen/sms/comparison.json")
    values = [
        run["scores"]["accuracy"]["value"]
        for run in content["runs"]
        if (run["arm"], run["qubits"]) == ("hybrid", 4)
    ]
    line = next(line for line in text.splitlines() if line.startswith("| SMS spam, "))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[0] == "SMS spam, 2 seeds"
    assert cells[2].startswith(f"{sum(values) / 2:.3f} (")
    assert cells[3] == "not run"  # 6 qubits
    assert cells[-1] == "0.86 to 0.87"
    [imdb] = [x for x in text.splitlines() if x.startswith("| IMDb")][:1]
    assert imdb.count("not run") == 7
    assert (data / "out/table.md").read_text() == text


def test_data_set_that_is_done_with_other_settings_is_refused(table):
    data, _, settings = table
    with pytest.raises(InputError) as caught:
        reproduce_paper(
            *(str(data), data / "out"), sets=["sms"], **{**settings, "seeds": range(3)}
        )
    assert str(caught.value) == (
        f"{str(data / 'out/frozen/sms')!r} must be done with the same settings. "
        "Received: seeds=[0, 1, 2], done with [0, 1]. Delete the folder, or choose "
        "another output."
    )


def test_table_of_the_full_recipe_has_its_means(table):
    data, _, settings = table
    text = reproduce_paper(
        *(str(data), data / "all"),
        recipe="full",
        sets=["sms"],
        **{**settings, "qubits": (4,), "epochs": 1},
    )
    content = read_json(data / "all/full/sms/comparison.json")
    means = []
    for arm in ("hybrid", "matched", "tfidf"):
        runs = [run for run in content["runs"] if run["arm"] == arm]
        assert len(runs) == 2
        means.append(sum(run["scores"]["accuracy"]["value"] for run in runs) / 2)
    line = text.partition("All of BERT trained")[2]
    line = next(each for each in line.splitlines() if each.startswith("| SMS spam"))
    cells = [cell.strip().partition(" ")[0] for cell in line.strip("|").split("|")[1:4]]
    assert cells == [f"{mean:.3f}" for mean in means]


def test_data_set_that_is_done_is_not_done_again(table):
    data, text, settings = table
    path = data / "out/frozen/sms/comparison.json"
    before = path.stat().st_mtime_ns
    again = reproduce_paper(str(data), data / "out", sets=["sms"], **settings)
    assert (again, path.stat().st_mtime_ns) == (text, before)
