"""A number with its noun, for all that is printed or drawn."""


def counted(number: int, noun: str) -> str:
    """Writes a number with its noun: `1 row`, `4,837 rows`.

    Args:
        number: int.
        noun: str. Singular.

    Returns:
        str.

    Example:
    >>> counted(1, "class"), counted(4837, "class")
    ('1 class', '4,837 classes')
    """
    if number != 1:
        noun = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {noun}"
