"""Files of rows that carry a mark each, and ways to spoil their bytes.

The mark is the second route: a text with the marks of two rows is two rows in one.
"""

import csv
import io
import json
import re

MARK = re.compile(r"\bq\d{4}q\b")
FORMATS = ("csv", "tsv", "txt", "jsonl", "parquet")
_WORDS = (
    *("free", "win", "see you", "café", "naïve", "“so”", "it's", 'he said "no"'),
    *("a, b", "x; y", "up | down", "50%", "NA", "null", "日本", "😀", "two\nlines"),
)


def make_rows(random, count):
    """Draws rows of a marked text and a label.

    Args:
        random: `random.Random`.
        count: int.
    """
    rows = []
    for i in range(count):
        words = random.choices(_WORDS, k=random.randint(1, 6))
        words.insert(random.randint(0, len(words)), f"q{i:04d}q")
        rows.append((" ".join(words), random.choice(("ham", "spam"))))
    return rows


def to_bytes(rows, kind):
    """Writes rows in a format, as its usual writer does.

    Args:
        rows: list of (text, label).
        kind: str. One of `FORMATS`.
    """
    if kind == "parquet":
        import pandas

        file = io.BytesIO()
        frame = pandas.DataFrame(rows, columns=["text", "label"])
        # Without sums the format cannot tell a changed byte of a text from a text.
        frame.to_parquet(file, write_page_checksum=True)
        return file.getvalue()
    if kind == "jsonl":
        objects = [{"text": text, "label": label} for text, label in rows]
        lines = [json.dumps(o, ensure_ascii=i % 2 == 0) for i, o in enumerate(objects)]
    elif kind == "txt":
        lines = [f"{label} {text}".replace("\n", " ") for text, label in rows]
    else:
        file = io.StringIO()
        sign = "\t" if kind == "tsv" else ","
        writer = csv.writer(file, delimiter=sign, lineterminator="\n")
        writer.writerows([("text", "label"), *rows])
        return file.getvalue().encode()
    return "".join(line + "\n" for line in lines).encode()


def join_rows(random, layout, sign):
    """Writes a table of 12 rows, some of them joined by two stray quotes.

    Args:
        random: `random.Random`.
        layout: tuple of str. The columns; `text` and `label` are among them.
        sign: str. The delimiter.

    Returns:
        `(data, first, last)`: the bytes, and the rows with the two quotes, from 0.
    """
    first = random.randint(0, 9)
    last = random.randint(first + 1, min(first + 4, 11))
    lines = [sign.join(layout)]
    for i in range(12):
        text = f"q{i:04d}q " + " ".join(random.choices(("win", "ok", "I'm"), k=3))
        text = '"' + text if i == first else text + '"' if i == last else text
        cells = {"id": str(i), "label": ("ham", "spam", "eggs")[i % 3], "date": "May 1"}
        lines.append(sign.join({**cells, "text": text}[name] for name in layout))
    return "".join(line + "\n" for line in lines).encode(), first, last


def _cut(random, data):
    return data[: random.randrange(len(data))]


def _cut_start(random, data):
    return data[random.randrange(len(data)) :]


def _delete(random, data):
    for _ in range(random.randint(1, 5)):
        at = random.randrange(max(1, len(data)))
        data = data[:at] + data[at + random.randint(1, 3) :]
    return data


def _insert(random, data):
    for _ in range(random.randint(1, 5)):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.randbytes(random.randint(1, 3)) + data[at:]
    return data


def _replace(random, data):
    data = bytearray(data)
    for _ in range(random.randint(1, 8)):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def _sprinkle(*pieces):
    def mangle(random, data):
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(data) + 1)
            data = data[:at] + random.choice(pieces) + data[at:]
        return data

    return mangle


def _mixed_line_ends(random, data):
    lines = data.split(b"\n")
    ends = (b"\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"\x0b", b"\x85")
    return b"".join(line + random.choice(ends) for line in lines)


def _mark_of_utf(random, data):
    marks = (
        *(b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xff\xfe", b"\xfe\xff"),
        *(b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"+/v8"),
    )
    return random.choice(marks) + data


def _other_encoding(random, data):
    names = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-7")
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice((*names, "shift_jis", "utf-8-sig")), "replace")


def _other_delimiters(random, data):
    old, new = random.sample((b",", b"\t", b";", b"|", b" ", b":"), 2)
    if random.random() < 0.5:
        return data.replace(old, new)
    return data.replace(old, new, random.randint(1, 10))


def _swap_lines(random, data):
    """Repeats, drops, joins or moves whole lines."""
    lines = data.splitlines(keepends=True)
    for _ in range(random.randint(1, 4)):
        line = lines.pop(random.randrange(len(lines)))
        extra = (line, b"", line * 2, b"\n", lines[:1] and lines[0], line.strip() * 2)
        lines.insert(random.randint(0, len(lines)), random.choice(extra) or b"\n")
        if not lines:
            break
    return b"".join(lines)


def _ragged(random, data):
    lines = data.split(b"\n")
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(lines))
        lines[at] += random.choice((b",", b"\t", b",x", b";;;", b'"', b" \t"))
    return b"\n".join(lines)


def _huge(random, data):
    at = random.randrange(len(data) + 1)
    return (
        data[:at] + random.choice((b"x", b'"', b",", b" ", b"[")) * 200_000 + data[at:]
    )


def _little(random, data):
    first = data.split(b"\n")[0]
    return random.choice((b"", b"\n", b" \r\n ", first, first + b"\n\n", b'""', b"\r"))


MANGLINGS = {
    "cut": _cut,
    "cut start": _cut_start,
    "delete": _delete,
    "insert": _insert,
    "replace": _replace,
    "quotes": _sprinkle(b'"', b'""', b'"\n', b'\n"', b"'", b'\\"', b',"', b'",'),
    "NUL": _sprinkle(b"\0", b"\0\0", b"\x1a"),
    "lone CR": _sprinkle(b"\r", b"\r\r", b"\n\r"),
    "JSON": _sprinkle(
        b"}", b"{", b'{"text": "a"}\n', b"\\ud800", b"1e999", b"NaN", b"[]"
    ),
    "line ends": _mixed_line_ends,
    "byte order mark": _mark_of_utf,
    "encoding": _other_encoding,
    "delimiters": _other_delimiters,
    "lines": _swap_lines,
    "ragged": _ragged,
    "huge": _huge,
    "little": _little,
}
