"""Whether cases can be trusted: quotes stand, askers may read them, questions are not the quotes turned round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from domain.text import normalise_spaces
from domain.types import Visibility
from eval.dataset import Case, Kind

MAX_OVERLAP = 0.80
"""A question that shares more of its stems with its gold quotes is the quotes turned round; a direct one may."""

Stems = Callable[[str], Sequence[str]]
"""A text's content stems, stop words left out. Real: vectorstore.analysis."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that cases may quote."""

    text: str
    visibility: Visibility


def problems(cases: Sequence[Case], sources: Mapping[str, Source], stems: Stems) -> tuple[str, ...]:
    """In French, a line for each thing wrong; empty for a sound set."""
    return (*_twice(cases), *(line for case in cases for line in _of_case(case, sources, stems)))


def overlap(case: Case, stems: Stems) -> float | None:
    """The share (0..1) of the question's content stems that stand in its gold quotes; None without quotes or stems.

    A follow-up is asked with what came before it.
    """
    asked = set(stems(" ".join([*case.history, case.question])))
    if not asked or not case.relevant:
        return None
    quoted = {stem for relevant in case.relevant for stem in stems(relevant.quote)}
    return len(asked & quoted) / len(asked)


def median_overlap(cases: Sequence[Case], stems: Stems) -> float:
    """Over the cases that have one; 0 when none has."""
    return median([share for case in cases if (share := overlap(case, stems)) is not None] or [0.0])


def counts(cases: Sequence[Case]) -> Mapping[tuple[str, str], int]:
    """{(kind, split): cases}."""
    return Counter((case.kind.value, case.split) for case in cases)


def _twice(cases: Sequence[Case]) -> Iterator[str]:
    for what, values in (
        ("id", [c.id for c in cases]),
        ("question", [(c.question, c.history, c.audience) for c in cases]),
    ):
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{what} donné {count} fois : {value}"


def _of_case(case: Case, sources: Mapping[str, Source], stems: Stems) -> Iterator[str]:
    for relevant in case.relevant:
        source = sources.get(relevant.document_id)
        if source is None:
            yield f"{case.id} : le document « {relevant.document_id} » n'existe pas"
        elif normalise_spaces(relevant.quote) not in normalise_spaces(source.text):
            yield f"{case.id} : « {relevant.quote} » n'est plus dans {relevant.document_id}"
        elif source.visibility not in case.audience.visibilities:
            yield f"{case.id} : {relevant.document_id} n'est pas ouvert à « {case.audience} »"
    if case.answerable is not bool(case.relevant):
        yield f"{case.id} : attendu {case.expected_status} avec {len(case.relevant)} passage(s) à citer"
    if case.answerable and not case.expected_facts:
        yield f"{case.id} : aucun fait attendu"
    share = overlap(case, stems)
    if share is not None and share > MAX_OVERLAP and case.kind is not Kind.DIRECT:
        yield f"{case.id} : {share:.0%} des mots de la question sont ceux du passage à citer"
