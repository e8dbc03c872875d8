"""Numbers in documents: those that they hold in attributes, those that word processors print."""

from __future__ import annotations

_MAX_ROMAN = 3_999
_MAX_LETTER = 26 * 5  # « eeeee »: beyond, a start value of a million would fill the memory
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def whole_number(text: str | None, default: int) -> int:
    """A whole number, or `default` when the text is none (or one that no document needs)."""
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 7 else default


def printed_number(value: int, style: str) -> str:
    """A number in the style of OpenDocument's style:num-format: 1, a, A, i, I; "" prints none.

    As in Word and LibreOffice, letters double after z: y, z, aa, bb.
    """
    if style in ("a", "A") and 0 < value <= _MAX_LETTER:
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif style in ("i", "I") and 0 < value <= _MAX_ROMAN:
        text = _roman(value)
    else:
        return str(value) if style else ""
    return text.upper() if style in ("A", "I") else text


def _roman(value: int) -> str:
    text = ""
    for number, letters in _ROMAN:
        text += letters * (value // number)
        value %= number
    return text
