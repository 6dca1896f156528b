"""Every character that our text path and Hugging Face tokenizers 0.23.3 treat apart.

BERT's uncased vocabulary holds none of them: they are younger than Unicode 8, whose
tables of categories the reference uses, were moved since, or stand in the one block
that it copied wrongly. What TensorFlow 2.18 knows is Unicode 15 for categories, and 13
for capitals, while the reference lower-cases by Unicode 17. Each entry: why, and the
code points.
"""

DIFFERENCES = {
    "mark": (
        "non-spacing mark only since version 9 or later: we strip it, the reference "
        "keeps it",
        "7FD 898-89F 8CA-8E1 9FE AFA-AFF B55 C04 C3C D00 D3B-D3C D81 EBA ECE 180F "
        "1885-1886 1ABF-1ACE 1DF6-1DFB A82C A8C5 A8FF A9BD 10D24-10D27 10EAB-10EAC "
        "10EFD-10EFF 10F46-10F50 10F82-10F85 11070 11073-11074 110C2 111C9 111CF "
        "1123E 11241 1133B 11438-1143F 11442-11444 11446 1145E 1182F-11837 "
        "11839-1183A 1193B-1193C 1193E 11943 119D4-119D7 119DA-119DB 119E0 "
        "11A01-11A0A 11A33-11A38 11A3B-11A3E 11A47 11A51-11A56 11A59-11A5B "
        "11A8A-11A96 11A98-11A99 11C30-11C36 11C38-11C3D 11C3F 11C92-11CA7 "
        "11CAA-11CB0 11CB2-11CB3 11CB5-11CB6 11D31-11D36 11D3A 11D3C-11D3D "
        "11D3F-11D45 11D47 11D90-11D91 11D95 11D97 11EF3-11EF4 11F00-11F01 "
        "11F36-11F3A 11F40 11F42 13440 13447-13455 16F4F 16FE4 1CF00-1CF2D "
        "1CF30-1CF46 1E000-1E006 1E008-1E018 1E01B-1E021 1E023-1E024 1E026-1E02A "
        "1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E944-1E94A",
    ),
    "no mark": (
        "a spacing mark by now, non-spacing in version 8: we keep it, the reference "
        "strips it",
        "1734",
    ),
    "format": (
        "format character younger than version 8: we drop it, the reference keeps it",
        "890-891 8E2 110CD 13430-1343F",
    ),
    "punctuation": (
        "punctuation younger than version 8: we split at it, the reference does not",
        "61D 9FD A76 C77 C84 1B7D-1B7E 2E43-2E4F 2E52-2E5D 10EAD 10F55-10F59 "
        "10F86-10F89 1144B-1144F 1145A-1145B 1145D 11660-1166C 116B9 1183B 11944-11946 "
        "119E2 11A3F-11A46 11A9A-11A9C 11A9E-11AA2 11B00-11B09 11C41-11C45 11C70-11C71 "
        "11EF7-11EF8 11F43-11F4F 11FFF 12FF1-12FF2 16E97-16E9A 16FE2 1E95E-1E95F",
    ),
    "no punctuation": (
        "a symbol and a mark by now, punctuation in version 8: the reference splits at "
        "it, we do not",
        "166D 111C9",
    ),
    "capital": (
        "capital younger than version 13: the reference lower-cases it, we do not",
        "1C89 2C2F A7C0 A7CB-A7CC A7CE A7D0 A7D2 A7D4 A7D6 A7D8 A7DA A7DC 10570-1057A "
        "1057C-1058A 1058C-10592 10594-10595 10D50-10D65 16EA0-16EB8",
    ),
    "CJK": (
        "ideograph of extension E, from 2B820 on in BERT's tokenizer and in ours; "
        "the reference begins the block at 2B920, a slip of a digit",
        "2B820-2B91F",
    ),
}


def differing_characters(lowercase, strip_accents=None, split=True):
    """Every listed character that differs under these rules of normalization.

    Args:
        lowercase: bool. Whether letters are lower-cased.
        strip_accents: bool or None. Defaults to `lowercase`.
        split: bool. Whether words are split afterwards, or the text is normalized only.

    Returns:
        set of str.
    """
    kinds = {"format", "CJK"}
    strip_accents = lowercase if strip_accents is None else strip_accents
    kinds |= {"mark", "no mark"} if strip_accents else set()
    kinds |= {"capital"} if lowercase else set()
    kinds |= {"punctuation", "no punctuation"} if split else set()
    found = set()
    for kind in kinds:
        for span in DIFFERENCES[kind][1].split():
            first, _, last = span.partition("-")
            found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return found
