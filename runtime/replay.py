"""Makes an answer again from its receipt, and tells what is not as it was."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.pipeline import Pipeline
from domain.receipts import ComposerKind, Receipt, Replay
from domain.types import Answer
from prompts.loader import fingerprint
from records.store import SqlRecords
from runtime.validated import ValidatedShelf


def replayed(receipt: Receipt, pipeline: Pipeline, validated: ValidatedShelf, records: SqlRecords) -> Replay:
    """The answer made again from the hits, the query and the versions that the receipt names.

    What a language model wrote cannot be asked of it twice: its quotations are checked by being read again, its words
    are not remade.
    """
    recipe = receipt.reply.recipe
    changes = tuple(_changes(receipt, records))
    if recipe.composer is ComposerKind.LLM:
        told = f"texte rédigé par un modèle de langage ({recipe.model}) : il ne peut pas être refait à l'identique"
        return Replay(receipt, None, (told,), changes)
    if receipt.reply.validated:
        again = pipeline.validated_again(receipt.query, validated.read(*receipt.reply.validated), receipt.reply.hits)
    else:
        again = pipeline.again(receipt.query, receipt.reply.hits)
    differences = tuple(_differences(receipt.reply.answer, again))
    if differences and recipe.prompts != fingerprint():
        differences = (*differences, "les textes de Guichet (prompts/) ont changé depuis")
    return Replay(receipt, again, differences, changes)


def _differences(before: Answer, after: Answer) -> Iterator[str]:
    if before.status is not after.status:
        yield f"l'issue : « {before.status} » puis « {after.status} »"
    if before.text != after.text:
        yield f"le texte : « {before.text} » puis « {after.text} »"
    if before.sentences != after.sentences:
        yield "le découpage en phrases, ou ce que chacune cite"
    if before.preface != after.preface:
        yield f"ce qui est dit en tête : « {before.preface} » puis « {after.preface} »"
    if len(before.citations) != len(after.citations):
        yield f"le nombre de citations : {len(before.citations)} puis {len(after.citations)}"
    for one, other in zip(before.citations, after.citations, strict=False):
        if (one.document.id, one.quote, one.page) != (other.document.id, other.quote, other.page):
            yield f"la citation {one.number} : « {one.quote} » puis « {other.quote} »"


def _changes(receipt: Receipt, records: SqlRecords) -> Iterator[str]:
    """What has become, since, of the documents that the answer cites."""
    cited = {citation.document.id: citation.document for citation in receipt.reply.answer.citations}
    for document in cited.values():
        live = records.live_document(document.id)
        if live is None:
            yield f"« {document.title} » n'est plus consultable"
        elif live.document.version != document.version:
            yield f"« {document.title} » : version {document.version} citée, version {live.document.version} en ligne"
