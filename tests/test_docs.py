"""What the README and the pages show: commands parse, Python runs, links lead on."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from tests.tiny_runs import labeled_texts, save_preset, write_csv
from tfq_bert.cli.main import app
from tfq_bert.version import __version__

ROOT = Path(__file__).parents[1]
PAGES = [
    *(
        ROOT / name
        for name in ("README.md", "CONTRIBUTING.md", "saved_models/README.md")
    ),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(tfq-bert [a-z][^`]*)`")
# Needs several machines, several devices, or Ray, and says so.
NOT_RUN = {"several_machines.md"}
# Options of other programs, by the page that speaks of them.
OF_OTHERS = {
    "README.md": {"--engines", "--points", "--visits"},  # scripts.benchmark
    "scale_out.md": {"--flink_job_server_jar"},  # Apache Beam
}


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _blocks(path, *languages):
    text = path.read_text(encoding="utf-8")
    return [code for language, code in FENCE.findall(text) if language in languages]


def _commands(path):
    """The words of each `tfq-bert` command that a page shows."""
    lines = [
        line
        for block in _blocks(path, "bash", "text")
        for line in block.replace("\\\n", " ").splitlines()
    ]
    found = []
    for line in lines + INLINE.findall(path.read_text(encoding="utf-8")):
        if "tfq-bert " not in line or "─" in line:
            continue
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|;&")
        lexer.whitespace_split = True
        try:
            words = list(lexer)
        except ValueError:  # a quotation over several lines
            words = line.split()
        if "tfq-bert" in words:
            words = words[words.index("tfq-bert") + 1 :]
            end = next((i for i, w in enumerate(words) if w in "|;&&"), len(words))
            found.append(words[:end])
    return found


def _parse(words):
    """Parses a command as the program does, and runs nothing."""
    program = get_command(app)
    command = program.commands[words[0]]
    with program.make_context("tfq-bert", [], resilient_parsing=True) as parent:
        return command.make_context(words[0], list(words[1:]), parent=parent)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_command_on_a_page_is_one_that_the_program_takes(path):
    program = get_command(app)
    for words in _commands(path):
        assert words[0] in program.commands, words
        if "--help" in words or len(words) == 1:
            continue
        known = {
            option
            for parameter in program.commands[words[0]].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        # Options of Apache Beam are one word, with spaces.
        used = {
            word.partition("=")[0]
            for word in words
            if word.startswith("--") and " " not in word
        }
        assert used <= known, words


def _flags(text):
    """The options that stand in backticks outside of code."""
    return set(re.findall(r"`(--[a-z][\w-]*)[^`]*`", FENCE.sub("", text)))


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_option_that_a_page_speaks_of_is_one_of_some_command(path):
    known = {
        option
        for command in get_command(app).commands.values()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    found = _flags(path.read_text(encoding="utf-8"))
    assert found <= {*known, "--help", "--version", *OF_OTHERS.get(path.name, ())}


def test_options_in_prose_are_found():
    text = "Use `--resume` or `--ops core`.\n```bash\nx `--no`\n```\n"
    assert _flags(text) == {"--resume", "--ops"}


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_command_in_a_block_of_shell_has_all_that_it_needs(path):
    for block in _blocks(path, "bash"):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("tfq-bert "):
                _parse(shlex.split(line, comments=True)[1:])


def test_the_commands_of_the_readme_are_found():
    """Else the tests above would pass on nothing."""
    found = {words[0] for words in _commands(ROOT / "README.md")}
    assert {"train", "export", "predict", "serve", "compare", "validate"} <= found
    with pytest.raises(Exception, match="No such option"):
        _parse(["train", "--output", "x", "--no-such-option"])


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_every_script_and_module_that_a_page_runs_is_there(path):
    for line in "\n".join(_blocks(path, "bash")).splitlines():
        for script in re.findall(r"(?<![\w/.])scripts/\w+(?:\.py)?", line):
            assert (ROOT / script).is_file(), line
        for module in re.findall(r"-m (scripts\.\w+)", line):
            assert (ROOT / module.replace(".", "/") / "__main__.py").is_file(), line


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
def test_links_of_the_readme_lead_to_files(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for target in targets:
        assert target.startswith("https://") or (path.parent / target).exists(), target


@pytest.fixture(scope="module")
def workplace(tiny_run, tiny_export, tmp_path_factory):
    """A folder with the files that the pages speak of."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("messages.csv", "other.csv"):
        write_csv(folder / name, labeled_texts())
    save_preset(folder / "bert", max_sequence_length=128)
    for link, target in (
        ("runs/mine", tiny_run),
        ("runs/sms_spam", tiny_run),
        ("saved_models/mine", tiny_export),
        ("saved_models/sms_spam", tiny_export),
    ):
        (folder / link).parent.mkdir(exist_ok=True)
        (folder / link).symlink_to(target)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if _blocks(p, "python") and p.name not in NOT_RUN],
    ids=_name,
)
def test_the_python_of_a_page_runs_from_top_to_bottom(path, workplace, monkeypatch):
    """On few texts and a tiny BERT; a notebook has the embedded ones."""
    import cirq
    import sympy

    a, b, w = sympy.symbols("a b w")
    q = cirq.LineQubit(0)
    names = {
        "__name__": path.stem,
        "my_circuit": cirq.Circuit(cirq.ry(a)(q), cirq.rz(b)(q), cirq.ry(w)(q)),
        "math": __import__("math"),
        "np": __import__("numpy"),
    }
    monkeypatch.chdir(workplace)
    for code in _blocks(path, "python"):
        code = code.replace('"embedded:sms_spam"', '"messages.csv"')
        code = code.replace('"minilm_l6_en"', '"bert"')
        exec(compile(code, _name(path), "exec"), names)


def test_the_citation_names_the_version_and_the_paper():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == __version__
    assert citation["authors"] == [{"name": "The tfq-bert authors"}]
    assert {"message", "title"} <= set(citation)
    urls = {reference["url"] for reference in citation["references"]}
    assert {"https://arxiv.org/abs/2511.17677"} < urls
    for reference in citation["references"]:
        assert {"type", "title", "authors"} <= set(reference)
