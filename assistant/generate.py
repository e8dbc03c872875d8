"""The optional composer: a language model writes, sentence by sentence, from numbered passages.

Any chat model that LangChain names (`init_chat_model`), any OpenAI-compatible endpoint. What it writes is a draft like
another: the guard holds it to its passages. Passages and question are fenced as data; the answer is a structure,
sentences with passage numbers, so that nothing has to be read out of prose.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, TypeVar

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel, Field

from assistant.conversation import MAX_QUESTION_CHARS, MAX_TURNS, standalone
from assistant.guard import fault, likeness, unsaid
from domain.errors import ComposerFailed
from domain.types import Draft, DraftSentence, Evidence, Hit, Passage, Query, Support
from prompts.loader import render

log = logging.getLogger(__name__)

MAX_SENTENCES = 6
MAX_PASSAGES = 6  # shown to the model: small models lose what stands in the middle of more
OPENAI_COMPATIBLE = "openai"
MAX_TOKENS = 400  # more than six sentences take: a small model may never stop
REWRITTEN = 0.7  # of a rewritten question's words, in what was asked before
RETRIES = 1  # a person waits: the verbatim answer is ready


S = TypeVar("S", bound=BaseModel)
_Model = Runnable[LanguageModelInput, Any]


class WrittenSentence(BaseModel):
    """Une phrase de la réponse."""

    texte: str = Field(description="La phrase, en français.")
    # At least one is asked of the model; a sentence without any is dropped, and the others stay.
    passages: list[int] = Field(
        description="Les numéros des passages qui la disent.",
        max_length=MAX_PASSAGES,
        json_schema_extra={"minItems": 1},
    )


class Written(BaseModel):
    """La réponse ; aucune phrase si les passages ne répondent pas."""

    phrases: list[WrittenSentence] = Field(max_length=MAX_SENTENCES)


class LlmComposer:
    """Port: domain.ports.Composer."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model.with_structured_output(Written, method="json_schema")

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        """What the model writes, each sentence on the passages it names; empty when it finds no answer.

        Raises:
            ComposerFailed: the endpoint cannot be reached, is slow, or gives something else than what is asked.
        """
        shown = evidence.hits[:MAX_PASSAGES]
        messages = [
            SystemMessage(render("compose", max_sentences=f"{MAX_SENTENCES}")),
            HumanMessage(render("compose_question", passages="\n".join(_fenced(shown)), question=escape(query.text))),
        ]
        return Draft(tuple(_sentences(_asked(self._model, messages, Written), shown)))


class Rewritten(BaseModel):
    """La question, reformulée pour se comprendre seule."""

    question: str


class LlmRewriter:
    """Makes a follow-up stand alone by a language model. A model that adds a value, or fails, is not followed."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model.with_structured_output(Rewritten, method="json_schema")

    def __call__(self, question: str, earlier: Sequence[str]) -> str:
        """The question, standing alone; by rules when the model's has something of its own."""
        by_rules = standalone(question, earlier)
        if by_rules == question:
            return question
        said = "\n".join((*earlier[-MAX_TURNS:], question))
        messages = [
            SystemMessage(render("standalone")),
            HumanMessage(render("standalone_question", earlier=escape(said), question=escape(question))),
        ]
        try:
            written = _asked(self._model, messages, Rewritten).question.strip()
        except ComposerFailed as exc:
            log.warning("rules instead, the question was not rewritten: %s", exc)
            return by_rules
        return written if _only_says(written, said) else by_rules


def _asked(model: _Model, messages: Sequence[BaseMessage], structure: type[S]) -> S:
    """What the model gives, in the structure asked for.

    Raises:
        ComposerFailed: it cannot be reached, is slow, or gives something else.
    """
    try:
        written = model.invoke(list(messages))
    except Exception as exc:  # each provider's library has its own errors, and all mean « nothing was written »
        raise ComposerFailed(f"le modèle de langage n'a pas répondu ({type(exc).__name__})") from exc
    if not isinstance(written, structure):
        raise ComposerFailed("le modèle de langage n'a pas donné la structure demandée")
    return written


def _only_says(question: str, said: str) -> bool:
    """Whether a rewritten question is one, and says no value, number or article, and little else, that was not said."""
    if not question.endswith("?") or len(question) > MAX_QUESTION_CHARS or not question.isprintable():
        return False
    return not unsaid(question, said) and likeness(question, said) >= REWRITTEN


def load_llm(model: str, *, base_url: str | None, api_key: str | None, seconds: float) -> BaseChatModel:
    """A chat model by its name (« gpt-4.1 », « mistralai:mistral-small »), or at an OpenAI-compatible address.

    Raises:
        ComposerFailed: no such provider, or its library is not installed.
    """
    options: dict[str, Any] = {"temperature": 0, "timeout": seconds, "max_retries": RETRIES, "max_tokens": MAX_TOKENS}
    if base_url:
        # An endpoint of one's own often wants no key, and OpenAI's client refuses to start without one.
        options |= {"base_url": base_url, "api_key": api_key or "none", "model_provider": OPENAI_COMPATIBLE}
    elif api_key:
        options |= {"api_key": api_key}
    try:
        loaded: BaseChatModel = init_chat_model(model, **options)
    except (ImportError, ValueError) as exc:
        raise ComposerFailed(f"le modèle de langage « {model} » ne peut pas être chargé ({exc})") from exc
    return loaded


def _fenced(hits: Sequence[Hit]) -> Iterator[str]:
    """Each passage as data: nothing in it can close its fence, since its angle brackets are escaped."""
    for number, hit in enumerate(hits, start=1):
        date = hit.document.published.isoformat() if hit.document.published else "sans date"
        yield f'<passage numero="{number}" titre="{escape(hit.document.title)}" date="{date}">'
        yield escape(hit.passage.text, quote=False)
        yield "</passage>"


def _sentences(written: Written, hits: Sequence[Hit]) -> Iterator[DraftSentence]:
    for sentence in written.phrases[:MAX_SENTENCES]:
        numbers = dict.fromkeys(n for n in sentence.passages if 1 <= n <= len(hits))
        supports = tuple(_support(n, sentence.texte, hits[n - 1].passage) for n in numbers)
        if sentence.texte.strip():
            yield DraftSentence(sentence.texte.strip(), supports)


def _support(number: int, text: str, passage: Passage) -> Support:
    """The sentence of the passage that says it, when one does by itself; else the passage: quotes are to be read."""
    nearest = max(passage.sentences, key=lambda span: likeness(text, passage.text[span.start : span.end]), default=None)
    if nearest and fault(text, passage.text[nearest.start : nearest.end]) is None:
        return Support(number, nearest.start, nearest.end)
    return Support(number, 0, len(passage.text))
