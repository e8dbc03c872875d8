"""French words, to mend those that a line's end has cut, and to tell a text from noise. Source: wordfreq's list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wordfreq import zipf_frequency

from ingest.readers.lines import join_lines

# Zipf frequencies are base 10 logarithms. Two halves that are both 100 times as usual as what they make
# together are a compound: « loi-cadre ». Cut anywhere, 0.3 % of the words of wordfreq's top 60 000 pass for one.
COMPOUND_GAP = 2.0
MIN_JUDGED_WORDS = 20
MAX_JUDGED_WORDS = 200
MIN_FRENCH_SHARE = 0.3  # of a page's words; names, acronyms and figures leave three quarters in any true text
MIN_USUAL_SHARE = 0.1  # of a page's words: enough of these, and the whole list need not be loaded

_USUAL = frozenset("les des une que qui par pour dans est sur aux pas son avec sont peut".split())  # noqa: SIM905
_CUT = re.compile(r"([^\W\d_]+)-$")
_NUMBER_CUT = re.compile(r"\d-$")  # « L. 2113-/12 »
_GOES_ON = re.compile(r"[^\W\d_]+")


def mended(lines: Sequence[str]) -> str:
    """Lines of one paragraph as one; « sub-/vention » loses its hyphen, « loi-/cadre » and « celui-/ci » keep it."""
    whole: list[str] = []
    for line in (line.strip() for line in lines):
        if whole and ((_NUMBER_CUT.search(whole[-1]) and line[:1].isdigit()) or _is_compound(whole[-1], line)):
            whole[-1] += line
        else:
            whole.append(line)
    return join_lines(whole)


def reads_as_french(words: Sequence[str]) -> bool:
    """Whether enough of the words are French ones; too few words to judge pass."""
    judged = [word for text in words if len(word := text.strip("«»()[].,;:!?…\"'’").lower()) > 2 and word.isalpha()]
    judged = judged[:MAX_JUDGED_WORDS]
    usual = sum(word in _USUAL for word in judged)
    if len(judged) < MIN_JUDGED_WORDS or usual >= MIN_USUAL_SHARE * len(judged):
        return True
    return sum(zipf_frequency(word, "fr") > 0 for word in judged) >= MIN_FRENCH_SHARE * len(judged)


def _is_compound(line: str, following: str) -> bool:
    head, tail = _CUT.search(line), _GOES_ON.match(following)
    if not head or not tail or not tail[0].islower():
        return False
    left, right = head[1].lower(), tail[0]
    together = zipf_frequency(left + right, "fr")
    return min(zipf_frequency(left, "fr"), zipf_frequency(right, "fr")) - together >= COMPOUND_GAP
