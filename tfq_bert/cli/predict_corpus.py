"""The side of `tfq-bert predict` that works on many files.

Does not read them; `tfq_bert.corpora` does.
"""

import os

from tfq_bert.cli.corpus_options import kept_parts, print_corpus
from tfq_bert.errors import InputError


def check_local(given: dict) -> None:
    """Refuses options that mean nothing for one file.

    Args:
        given: dict. The arguments of `predict`.

    Raises:
        InputError: With the option.
    """
    needs_beam = {"id_column": None, "beam_options": "", "rows_per_file": 4096}
    needs_beam["overwrite"] = False
    for name, default in needs_beam.items():
        if given[name] != default:
            raise InputError(
                f"`--{name.replace('_', '-')}` must go with --engine beam. Received: "
                f"engine='local'. Leave it out, or add --engine beam."
            )
    source = given["source"] or ""
    if any(mark in source for mark in "*?[") and not os.path.exists(source):
        raise InputError(
            "`--input` must be one file; a pattern of files goes with --engine beam. "
            f"Received: {source!r}. Add --engine beam and --output FOLDER."
        )


def predict_corpus(folder, texts, source, output, as_json, **given) -> None:
    """Classifies files of any size and prints what it came to.

    Args:
        folder: Path of the export.
        texts: None, or what was typed, which is refused.
        source: str. The pattern.
        output: Path of the folder to make.
        as_json: bool.
        **given: The other arguments of `predict`.

    Raises:
        InputError: As `tfq_bert.corpora.predict_corpus`.
    """
    from tfq_bert import corpora
    from tfq_bert.cli.progress import ProgressReport
    from tfq_bert.corpora.engines import check_engine

    check_engine(given["engine"])
    for name, value in (("--input", source), ("--output", output)):
        if value is None or str(value) == "-":
            raise InputError(
                f"`{name}` must name files with --engine beam. Received: "
                f"{value or 'none'}."
            )
    if texts:
        raise InputError(
            f"TEXT must be left out with --engine beam. Received: {texts[0]!r}. Put "
            "the pattern of --input in quotes, so that the shell leaves it as it is."
        )
    names = ("text_column", "id_column", "encoding", "delimiter", "no_header")
    wanted = corpora.Wanted(**{name: given.pop(name) for name in names})
    report = ProgressReport(silent=as_json)
    with kept_parts(output, overwrite=given["overwrite"]), report as progress:
        result = corpora.predict_corpus(
            folder, [source], output, wanted=wanted, progress=progress, **given
        )
    print_corpus(result, as_json=as_json)
