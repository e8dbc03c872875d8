"""Turns a draft into sentences and numbered citations."""

from __future__ import annotations

from domain.types import Citation, Draft, Evidence, Sentence, Support


def cite(draft: Draft, evidence: Evidence) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Sentences with the numbers of their citations; neighbouring quotes of one passage share a citation."""
    runs = _runs([support for sentence in draft.sentences for support in sentence.supports], evidence)
    citations = tuple(
        Citation(
            number,
            (hit := evidence.hits[run.number - 1]).passage,
            hit.document,
            hit.passage.text[run.start : run.end],
            run.start,
            run.end,
        )
        for number, run in enumerate(runs, start=1)
    )
    sentences = tuple(
        Sentence(
            sentence.text,
            tuple(
                dict.fromkeys(
                    n for support in sentence.supports for n, run in enumerate(runs, start=1) if _holds(run, support)
                )
            ),
        )
        for sentence in draft.sentences
    )
    return sentences, citations


def _runs(supports: list[Support], evidence: Evidence) -> list[Support]:
    """Supports in order of appearance, those that touch in one passage joined into one."""
    runs: list[Support] = []
    for support in supports:
        last = runs[-1] if runs else None
        if last and last.number == support.number:
            between = evidence.hits[support.number - 1].passage.text[last.end : support.start]
            if support.start >= last.start and not between.strip():
                runs[-1] = Support(last.number, last.start, max(last.end, support.end))
                continue
        if not any(_holds(run, support) for run in runs):
            runs.append(support)
    return runs


def _holds(run: Support, support: Support) -> bool:
    return run.number == support.number and run.start <= support.start and support.end <= run.end
