"""Rules that depend on how many inhabitants the commune has: told for who asks, or case by case.

« Dans les communes de plus de 3 500 habitants » is a condition; what is known of the asker (the request's profile, or
the question itself: « notre commune de 900 habitants ») fits it, does not, or leaves it open. What fits comes first,
what does not fit is said only when nothing else is, with a warning; and a rule whose other case stands in the evidence
is told both ways, with the question that would settle it, when the asker says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.dependence import depends, limits
from domain.errors import BadRequest
from domain.text import fold, plain_apostrophes, plain_spaces
from domain.types import Clarification, CollectivityKind, Draft, DraftSentence, Evidence, Population, Profile, Support
from prompts.loader import render

MOST_INHABITANTS = 100_000_000  # a larger number is a slip of the keyboard, and must be kept as a number
_COUNT = r"(?P<count>\d{1,3}(?:[ .]\d{3})+|\d+)"
_INHABITANTS = r"\s?(?:habit?an\w*|hab\b\.?)"
_BELOW = re.compile(
    rf"(?:moins d[e']|inférieure? à|en dessous d[e']|sous(?: les)?)\s?{_COUNT}{_INHABITANTS}", re.IGNORECASE
)
_ABOVE = re.compile(
    rf"(?:plus d[e']|supérieure? à|au[- ]del[àa] d[e']|au[- ]dessus d[e']|dépass\w+)\s?{_COUNT}{_INHABITANTS}",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    rf"(?:au moins|à partir d[e']|dès)\s?{_COUNT}{_INHABITANTS}|{_COUNT.replace('count', 'and_more')}"
    rf"{_INHABITANTS}\s(?:et|ou) plus",
    re.IGNORECASE,
)
_AT_MOST = re.compile(rf"(?:au plus|jusqu'à|d'au plus|n'excédant pas)\s?{_COUNT}{_INHABITANTS}", re.IGNORECASE)
_EXACTLY = re.compile(rf"(?<!\d){_COUNT}{_INHABITANTS}", re.IGNORECASE)
_KINDS = (
    (CollectivityKind.EPCI, r"epci|comcom|cdc|cc\b|intercommunal\w*|agglo\w*|metropoles?|"
     r"communautes? (?:de communes|d'agglomeration|urbaine)"),
    (CollectivityKind.DEPARTEMENT, r"departement\w*|conseil departemental"),
    (CollectivityKind.REGION, r"region\w*|conseil regional"),
    (CollectivityKind.SYNDICAT, r"syndicat\w*|sivu|sivom|petr"),
    (CollectivityKind.COMMUNE, r"communes?|mairies?|villages?|villes?|bourgs?"),
)  # fmt: skip


def profile_of(kind: str | None, population: int | None) -> Profile:
    """The profile that a request gives.

    Raises:
        BadRequest: a kind of collectivity that is not known.
    """
    found = next((known for known, names in _KINDS if kind and re.fullmatch(names, fold(kind).strip())), None)
    if kind and kind.strip() and found is None:
        known = ", ".join(one.value for one in CollectivityKind)
        raise BadRequest(f"profile.kind : « {kind[:40]} » n'est pas connu", hint=f"Donnez l'un de : {known}.")
    return Profile(found, None if population is None else Population(population, population))


def completed(profile: Profile, question: str) -> Profile:
    """The profile with what the question itself says: « nous sommes une commune de 900 habitants »."""
    population = profile.population or next(conditions(question), None) or _exact(question)
    return Profile(profile.kind, population)


def kinds(folded: str) -> frozenset[CollectivityKind]:
    """The kinds of collectivity that a folded text names."""
    return frozenset(kind for kind, names in _KINDS if re.search(rf"\b(?:{names})\b", folded))


def conditions(text: str) -> Iterator[Population]:
    """The populations that a text limits what it says to, in order."""
    if "hab" not in text.casefold():  # nearly every sentence
        return
    plain = plain_apostrophes(plain_spaces(text))
    found = [
        *((m.start(), Population(0, _number(m["count"]) - 1)) for m in _BELOW.finditer(plain)),
        *((m.start(), Population(_number(m["count"]) + 1)) for m in _ABOVE.finditer(plain)),
        *((m.start(), Population(_number(m["count"] or m["and_more"]))) for m in _AT_LEAST.finditer(plain)),
        *((m.start(), Population(0, _number(m["count"]))) for m in _AT_MOST.finditer(plain)),
    ]
    yield from (population for _, population in sorted(found))


def fits(text: str, profile: Profile) -> bool | None:
    """Whether what a sentence says is for this asker; None when it sets no condition, or too little is known."""
    set_for = list(conditions(text))
    if not set_for:
        return None
    if profile.kind not in (None, CollectivityKind.COMMUNE):
        return True if profile.kind in kinds(fold(text)) else None
    known = profile.population
    if known is None:
        return None
    if any(_within(known, limit) for limit in set_for):
        return True
    return False if all(_apart(known, limit) for limit in set_for) else None


def other_case(text: str, profile: Profile, evidence: Evidence) -> Support | None:
    """The sentence that tells the other side of a sentence's threshold, when nothing is known of the asker."""
    set_for = list(conditions(text))
    if not set_for or not _unsized(profile):
        return None
    for number, hit in enumerate(evidence.hits, start=1):
        for span in hit.passage.sentences:
            other = hit.passage.text[span.start : span.end]
            if any(_opposite(a, b) for a in set_for for b in conditions(other)):
                return Support(number, span.start, span.end)
    return None


def asked_back(question: str, draft: Draft, profile: Profile) -> Clarification | None:
    """What to ask of someone whose answer depends on their population; each choice can be asked as it stands."""
    if not _unsized(profile):
        return None
    # A condition further on is that of an aside: the answer does not turn on it.
    deciding = (s.text for n, s in enumerate(draft.sentences) if n == 0 or limits(s.text))
    limit = next((limit for text in deciding for limit in conditions(text)), None)
    if limit is None:
        return None
    shown = f"{_threshold(limit):,}".replace(",", " ")
    bare = question.rstrip(" ?")
    choices = tuple(f"{bare} (commune de {side} {shown} habitants) ?" for side in ("moins de", "plus de"))
    return Clarification(render("clarify_population", threshold=shown), choices)


def case_by_case(draft: Draft, profile: Profile, evidence: Evidence) -> Draft:
    """The draft with the asker's own case first; when it is not known, each case followed by the other."""
    mine = [s for s in draft.sentences if fits(s.text, profile) and not depends(s.text)]
    if mine and any(fits(s.text, profile) is False for s in draft.sentences):
        return Draft((*mine, *(s for s in draft.sentences if s not in mine)))
    told: list[DraftSentence] = []
    texts = {sentence.text for sentence in draft.sentences}
    for sentence in draft.sentences:
        told.append(sentence)
        other = other_case(sentence.text, profile, evidence)
        text = evidence.quoted(other) if other else ""
        if other and text not in texts and not any(_sides(text) & _sides(one) for one in texts):
            texts.add(text)
            told.append(DraftSentence(text, (other,)))
    return Draft(tuple(told))


def _sides(text: str) -> frozenset[tuple[int, bool]]:
    return frozenset((_threshold(limit), limit.most is None) for limit in conditions(text))


def _threshold(population: Population) -> int:
    """The number that a condition turns on: 3 500 for « moins de 3 500 » as for « plus de 3 500 »."""
    end = population.most if population.most is not None else population.least
    return next((n for n in (end, end + 1, end - 1) if n % 10 == 0), end)


def _opposite(one: Population, other: Population) -> bool:
    below, above = sorted((one, other), key=lambda p: p.least)
    return below.most is not None and above.most is None and _threshold(below) == _threshold(above)


def _within(known: Population, limit: Population) -> bool:
    return known.least >= limit.least and (limit.most is None or (known.most is not None and known.most <= limit.most))


def _apart(known: Population, limit: Population) -> bool:
    return (limit.most is not None and known.least > limit.most) or (
        known.most is not None and known.most < limit.least
    )


def _exact(question: str) -> Population | None:
    found = _EXACTLY.search(plain_apostrophes(plain_spaces(question)))
    return Population(_number(found["count"]), _number(found["count"])) if found else None


def _unsized(profile: Profile) -> bool:
    """Whether the asker may be a commune of any size: for another kind of collectivity, none is asked."""
    return profile.population is None and profile.kind in (None, CollectivityKind.COMMUNE)


def _number(text: str) -> int:
    return min(int(re.sub(r"\D", "", text)), MOST_INHABITANTS)


def unfit(sentences: Sequence[str], profile: Profile) -> bool:
    """Whether something that is said is not for this asker."""
    return any(fits(text, profile) is False for text in sentences)
