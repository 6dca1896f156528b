"""`tfq-bert data`: what stands in labeled texts, before anything is trained on them."""

import os
from typing import Annotated

import typer

from tfq_bert.cli import options
from tfq_bert.cli.output import (
    counted,
    print_json,
    print_rows,
    print_section,
    print_text,
    share,
    waiting,
)
from tfq_bert.cli.run_summary import data_lines


@options.command(
    "tfq-bert data reviews.csv",
    "tfq-bert data train.csv test.csv --sequence-length 64",
    "tfq-bert data news.csv --no-header --text-column 2,3 --label-column 1",
)
def data(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE", help=options.DATA_HELP)
    ],
    text_column: options.TextColumn = None,
    label_column: options.LabelColumn = None,
    encoding: options.Encoding = "utf-8",
    delimiter: options.Delimiter = None,
    no_header: options.NoHeader = False,
    split: options.Split = None,
    data_dir: options.DataDir = None,
    preset: options.Preset = "minilm_l6_en",
    sequence_length: Annotated[
        int, typer.Option(min=3, metavar="N", help="Tokens at which texts are cut.")
    ] = 64,
    as_json: options.AsJson = False,
) -> None:
    """Report rows, classes, repeats, leaks between sources, and lengths.

    A leak is a text of one source that stands in another, but for case, punctuation
    and white space: trained on the one, the other is no test.
    """
    from tfq_bert.data import (
        check_not_empty,
        length_report,
        load_dataset,
        repeat_report,
    )

    datasets = []
    for source in sources:
        dataset = load_dataset(
            source,
            text_column=text_column,
            label_column=label_column,
            encoding=encoding,
            delimiter=delimiter,
            no_header=no_header,
            split=split,
            data_dir=data_dir,
        )
        check_not_empty(dataset)
        datasets.append(dataset)
        if not as_json:
            print_section("Data", data_lines(dataset))
    report = repeat_report(datasets)
    with waiting("Loading the tokenizer"):
        from tfq_bert.text.backbone import load_backbone
        from tfq_bert.text.preprocessing import HybridPreprocessor

        _, tokenizer, lowercase = load_backbone(preset, load_weights=False)
        preprocessor = HybridPreprocessor(tokenizer, sequence_length, lowercase)
    for dataset, entry in zip(datasets, report["sources"], strict=True):
        lengths = preprocessor.count_unknown(list(dataset.texts))
        entry["lengths"] = length_report(*lengths, sequence_length)
        entry["notes"] = list(dataset.notes)
    if as_json:
        print_json({"format_version": 1, "preset": preset, **report})
    else:
        _print_report(report)


def _short_names(names: list[str]) -> list[str]:
    """The last part of each path, where that tells the sources apart."""
    short = [n if n.startswith("tfds:") else n.rpartition(os.sep)[2] for n in names]
    return short if len({*short}) == len({*names}) else names


def _print_report(report) -> None:
    names = _short_names([entry["name"] for entry in report["sources"]])
    print("\nTexts:\n")
    print_rows(
        (
            "source",
            "repeats",
            "two labels",
            "median",
            "95%",
            "longest",
            "cut",
            "unknown",
        ),
        [
            (
                name,
                f"{entry['repeats']:,}",
                f"{entry['contradictions']:,}",
                f"{entry['lengths']['median']:,}",
                f"{entry['lengths']['percentile_95']:,}",
                f"{entry['lengths']['longest']:,}",
                # "<0.1%" leaves the names more room.
                share(entry["lengths"]["truncated"], entry["rows"]).replace(
                    "under ", "<"
                ),
                f"{entry['lengths']['unknown_share']:.2%}",
            )
            for name, entry in zip(names, report["sources"], strict=True)
        ],
    )
    cut = report["sources"][0]["lengths"]["sequence_length"]
    print()
    print_text(
        f"Lengths are in tokens, [CLS] and [SEP] included; texts longer than {cut} are "
        "cut. Unknown is the share of tokens that the vocabulary lacks."
    )
    short = dict(zip((e["name"] for e in report["sources"]), names, strict=True))
    for leak in report["leaks"]:
        rows = counted(leak["rows"], "row")
        verb = "repeats" if leak["rows"] == 1 else "repeat"
        print_text(
            f"{rows} of {short[leak['second']]} {verb} a text of "
            f"{short[leak['first']]}."
        )
