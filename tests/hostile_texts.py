"""Texts that break tokenizers, by kind: written by hand, by block, and drawn."""

import random
import unicodedata

# White space of Unicode, and the controls that programs take for it.
SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + (
    "".join(map(chr, range(0x2000, 0x200B)))
)
# Controls, format characters, the private and the never assigned, the neighbors of
# surrogates, variation selectors: each span's ends are included.
INVISIBLE = (
    "00-20 7F-A0 AD 34F 600-605 61C 6DD 70F 115F-1160 17B4-17B5 180B-180E 200B-200F "
    "2028-202F 2060-206F 3164 D7FE-D7FF E000-E001 F8FF FDD0-FDEF FE00-FE0F FEFF FFA0 "
    "FFF0-FFFF 110BD 1BCA0-1BCA3 1D173-1D17A 1FFFE-1FFFF E0001 E0020-E007F E0100-E0105 "
    "E01EF F0000-F0001 FFFFD-100000 10FFFC-10FFFF"
)
# Blocks with accents and marks: Latin, Greek, Cyrillic, Hebrew to Arabic, Devanagari
# to Thai, Lao, Tibetan, Myanmar, Vietnamese and old Greek, marks, kana, half widths.
ACCENTED = "C0-24F 300-36F 370-52F 1E00-1FFF 20D0-20F0"
MARKED = "591-5F4 610-6FF 900-DF4 E01-E5B E81-EDF F00-FDA 1000-109F 3041-30FF FF61-FF9F"
# First, middle and last of each CJK block, and who stands just outside.
CJK = (
    "2E80 2FD5 3005-3007 31C0 33FF-3401 4000 4DBE-4E01 7000 9FFE-A000 F8FF-F901 FA0E "
    "FAFE-FB00 1F200 1FFFF-20001 25000 2A6DD-2A701 2B73E-2B741 2B81C-2B81F 2B920-2B921 "
    "2CEA1-2CEA2 2CEAF-2CEB1 2EBE0 2F7FF-2F801 2FA1D 2FA1F-2FA20 30000 3134A 31350"
)
EMOJI = [
    *(
        "😀",
        "👍🏽",
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
    ),
    *("🇩🇪🇫🇷", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    *("ok😀ok", "😀😀", "☺", "™©®", "🫠\U0001fae8\U0001fac6", "\U0001fa89"),
]
BOTH_WAYS = [
    *("العربية", "שָׁלוֹם", "\u202eevil\u202c ok", "a\u200fב\u200eb", "\u2067x\u2069y"),
    *("فارسی\u200cها", "ﷺ", "ﻻ", "۱۲۳", "abc עברית def", "\u061cab", "الْعَرَبِيَّة"),
]
LETTERS = [
    *("straße STRASSE ẞ", "İstanbul ıI", "ΟΔΥΣΣΕΥΣ Σ ΑΣ.", "ǅungla ǆ ǈ", "Ångström Å"),
    *("ﬁne ①Ⅷ ｆｕｌｌ ²", "ệ ợ ị Ǖ", "naïve résumé", "cafe\u0301 CAFE\u0301", "Ǻ Ç ḉ"),
    *(
        "a\u0345\u0300\u0301b",
        "q\u0307\u0323 q\u0323\u0307",
        "Z͑ͫ̓ͪ̂ͫ̽͏a̴l̙͖̥͍g̝̩o",
        "\u0301a",
        " \u0308 ",
    ),
    *("\U0001d400bold \U00010400", "ÅÅ", "Ω Ω K K", "ꭰ Ꭰ Ა ა", "ŉ ǰ ΐ և ẖ ﬗ"),
]
MARKUP = [
    *(
        "it's",
        "don\u2019t",
        "“quoted” — dash…",
        "$5^2`~<a>|b",
        "a_b-c@d.e #x",
        "<br />",
    ),
    *("&amp;", "http://t.co/a?b=c%20d", "C++ c# .net", "3.14 1,000 £5 €6 ¥7", "#️⃣"),
    *(
        "!" * 300,
        "?!." * 200,
        "-" * 101 + "a",
        "…" * 150,
        "。、！？",
        "a。b、c",
        "$" * 500,
    ),
    *("", " ", "\t\n", "\0", "##ing ## #", "\\n \\u0041", "it\x92s", "x\ufeffy\u00adz"),
]
LONG = [
    before + letter * length + after
    for letter in (
        "a",
        "É",
        "e\u0301",
        "ж",
        "ก",
        "한",
        "𐐷",
        "ab",
        "汉",
        "\u200d",
        "\u0e31",
    )
    for length in (49, 50, 51, 99, 100, 101, 102, 400, 401, 1000)
    for before, after in (("", ""), ("x ", " y"), ("(", ")"))
]


def _span(spans):
    for span in spans.split():
        first, _, last = span.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def _forms(char):
    """A character as it is, composed, decomposed, and as a capital, in a word."""
    text = f"x{char}Y"
    forms = [text, *(unicodedata.normalize(f, text) for f in ("NFC", "NFD"))]
    return [*dict.fromkeys(forms), f"{char} {char.upper()}{char.lower()}"]


def _typed_special_tokens():
    for name in ("SEP", "CLS", "MASK", "PAD", "UNK", "unused1"):
        for word in {name, name.lower(), name.title(), name.swapcase()}:
            token = f"[{word}]"
            yield from (token, f"hello {token} world", f"a{token}b", token * 3)
            yield from (f"[ {word} ]", f"[{word}", f"##{token}", f"[{word}\u200b]")


def _mixtures(kinds, count):
    draw = random.Random(0)
    pool = [text for texts in kinds for text in texts if len(text) < 20]
    pool += [*"aB1é \t.,'-[]#", "the", "Film", "##s"] * 20
    for _ in range(count):
        yield "".join(draw.choices(pool, k=draw.randint(2, 9)))


def hostile_texts():
    """Makes lists of texts, by kind."""
    draw = random.Random(0)
    hangul = draw.sample(range(0xAC00, 0xD7A4), 200)
    marked = [form for char in _span(MARKED) for form in _forms(char)]
    kinds = {
        "spaces": [t for c in SPACES for t in (f"a{c}B", f"{c}a", f"a{c}", c, c * 3)],
        "invisible": [t for c in _span(INVISIBLE) for t in (f"a{c}B", f"{c} a {c}", c)],
        "accents": [form for c in _span(ACCENTED) for form in _forms(c)],
        "marks": draw.sample(marked, 2000),
        "hangul": [form for code in hangul for form in _forms(chr(code))],
        "cjk": [t for c in _span(CJK) for t in (c, f"a{c}B", f"{c}{c}", f"!{c}1")],
        "emoji": EMOJI,
        "both ways": BOTH_WAYS,
        "letters": LETTERS,
        "markup": MARKUP,
        "typed special tokens": list(_typed_special_tokens()),
        "long words": LONG,
    }
    return {**kinds, "mixtures": list(_mixtures(kinds.values(), 3000))}


def hostile_bytes():
    """Makes byte strings that are not UTF-8."""
    draw = random.Random(0)
    good = "Déjà vu 汉字 😀 \u0301x".encode()
    broken = []
    for _ in range(500):
        data = bytearray(good)
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(1, 256)
        broken.append(bytes(data[: draw.randint(1, len(data))]))
    by_hand = [b"\xe9t\xe9 ok", b"\xff\xfe\x80", b"cut \xf0\x9f", b"\xed\xa0\x80!"]
    by_hand += [
        b"\xc0\xafx",
        b"\xf4\x90\x80\x80x",
        b"\xe0\x80\x80x",
        b"\xf8\x88\x80\x80",
    ]
    return by_hand + broken
