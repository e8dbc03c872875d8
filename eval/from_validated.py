"""Eval cases from the answers that staff validated: what they wrote for one person measures what everyone is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.ids import digest
from domain.types import AnswerStatus, Audience, Visibility
from domain.validated import Quote, QuotedSource, Validated
from eval.dataset import SPLITS, Case, Kind, Relevant
from eval.facts import Fact, FactType


def case_of(validated: Validated, sources: Mapping[Quote, QuotedSource], as_of: date) -> Case:
    """The case of a validated answer: its quotes are to be found and cited again, by the narrowest audience that may.

    Each sentence is a fact, its quotes the alternatives; the quotes themselves are to be said, which holds the default
    composer: a language model, which rewords, is judged by what it cites. The split is drawn from the id: it never
    changes.
    """
    documents = [sources[quote].document for quote in validated.quotes]
    private = any(document.visibility is not Visibility.PUBLIC for document in documents)
    return Case(
        id=f"validated-{validated.id}",
        question=validated.question,
        theme=documents[0].theme,
        kind=Kind.DIRECT,
        split=SPLITS[int(digest(validated.id), 16) % len(SPLITS)],
        audience=Audience.ADHERENT if private else Audience.PUBLIC,
        as_of=as_of,
        relevant=tuple(
            Relevant(document_id=quote.document_id, quote=quote.text, fact=f"phrase {number}")
            for number, sentence in enumerate(validated.sentences, start=1)
            for quote in sentence.quotes
        ),
        expected_facts=tuple(Fact(type=FactType.TEXT, value=quote.text) for quote in validated.quotes),
        expected_status=AnswerStatus.ANSWERED,
    )
