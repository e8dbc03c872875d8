"""The JSON of OpenAI's chat completions, and an answer told in it.

What is asked: the last user message is the question, those before it are its history. What the system, the developer
or the assistant says is not read: nothing steers an answer but its sources. Sampling parameters are taken and ignored;
what would change the kind of answer (tools, images, JSON…) is refused.

What is answered: `content` is the answer, each sentence followed by the numbers of its citations; `annotations` tie
each sentence to its documents; `guichet`, beside them, is the whole answer as /v1/ask gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api.errors import SAID
from api.models import MAX_THEME_CHARS, AnswerOut, Day, Profile
from api.reading import Addresses
from assistant.conversation import MAX_QUESTION_CHARS, MAX_TURNS
from domain.dependence import gaps
from domain.types import NOBODY, Span
from domain.types import Profile as DomainProfile

MODEL = "guichet"
CREATED = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
"""When the model's answers took their present form."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


def _refuse(refused: bool, why: str) -> None:
    if refused:
        raise PydanticCustomError(SAID, "{why}", {"why": why})


def _never(why: str) -> AfterValidator:
    """A parameter that may be given only to say no."""

    def held(value: Any) -> Any:
        _refuse(value not in (None, False, []), why)
        return value

    return AfterValidator(held)


class TextPart(_Model):
    """A part of a message."""

    type: Literal["text"]
    text: str


class Message(_Model):
    """A message: those of the user are read, the others are not."""

    role: Literal["user", "assistant", "system", "developer"]
    content: str = ""

    @field_validator("role", mode="before")
    @classmethod
    def _spoken(cls, role: Any) -> Any:
        _refuse(role in ("tool", "function"), "Guichet n'appelle aucun outil et n'en lit pas les résultats")
        return role

    @field_validator("content", mode="before", json_schema_input_type=str | tuple[TextPart, ...] | None)
    @classmethod
    def _read(cls, content: Any, info: ValidationInfo) -> Any:
        """Several parts are one text."""
        if info.data.get("role") != "user":
            return ""
        if not isinstance(content, list):
            return content
        parts = [part if isinstance(part, dict) else {} for part in content]
        other = next((str(part.get("type", "?"))[:40] for part in parts if part.get("type") != "text"), "")
        _refuse(bool(other), f"une partie de type « {other} » n'est pas lue : seuls les textes (« text ») le sont")
        _refuse(any(not isinstance(part.get("text"), str) for part in parts), "une partie n'a pas de texte")
        return "\n".join(part["text"] for part in parts)


class StreamOptions(_Model):
    """How a stream ends."""

    include_usage: bool | None = None


class ResponseFormat(_Model):
    """The form of the answer."""

    type: str = "text"


class CompletionIn(_Model):
    """A question, as OpenAI's clients ask it. Any other parameter is taken and ignored."""

    model: str
    messages: tuple[Message, ...] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tools: Annotated[list[Any] | None, _never("Guichet n'appelle aucun outil")] = None
    functions: Annotated[list[Any] | None, _never("Guichet n'appelle aucune fonction")] = None
    web_search_options: Annotated[dict[str, Any] | None, _never("Guichet ne cherche que dans ses documents")] = None
    audio: Annotated[dict[str, Any] | None, _never("Guichet répond par un texte")] = None
    modalities: list[str] | None = None
    response_format: ResponseFormat | None = None
    logprobs: Annotated[bool | None, _never("une réponse citée n'a pas de probabilités")] = None
    conversation_id: str | None = Field(default=None, max_length=200, description="Propre à Guichet : voir /v1/ask.")
    as_of: Day | None = Field(default=None, description="Propre à Guichet : le droit à cette date.")
    profile: Profile | None = Field(default=None, description="Propre à Guichet : quelle collectivité demande.")
    theme: str | None = Field(
        default=None, max_length=MAX_THEME_CHARS, description="Propre à Guichet : un thème de document."
    )

    @field_validator("n")
    @classmethod
    def _one(cls, n: int | None) -> int | None:
        _refuse(n not in (None, 1), "Guichet ne donne qu'une réponse")
        return n

    @field_validator("modalities")
    @classmethod
    def _as_text(cls, modalities: list[str] | None) -> list[str] | None:
        _refuse(not set(modalities or ()) <= {"text"}, "Guichet répond par un texte")
        return modalities

    @field_validator("response_format")
    @classmethod
    def _as_prose(cls, wanted: ResponseFormat | None) -> ResponseFormat | None:
        _refuse(
            wanted is not None and wanted.type != "text", "Guichet répond par un texte ; POST /v1/ask donne du JSON"
        )
        return wanted

    @field_validator("messages")
    @classmethod
    def _asked(cls, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        _refuse(all(one.role != "user" for one in messages), "aucun message de l'utilisateur ne pose de question")
        return messages

    @property
    def question(self) -> str:
        """The last thing that the user said."""
        return self._said()[-1]

    @property
    def earlier(self) -> tuple[str, ...]:
        """What the user said before, oldest first, as far back as is looked at."""
        return tuple(one[:MAX_QUESTION_CHARS] for one in self._said()[:-1][-MAX_TURNS:])

    @property
    def counts_usage(self) -> bool:
        """Whether a stream ends with what it took."""
        return bool(self.stream_options and self.stream_options.include_usage)

    def known(self) -> DomainProfile:
        """What the request tells of who asks."""
        return self.profile.known() if self.profile else NOBODY

    def _said(self) -> tuple[str, ...]:
        return tuple(one.content for one in self.messages if one.role == "user")


class UrlCitation(_Model):
    """Characters [start_index, end_index) of the content are a sentence that stands on this document."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(_Model):
    """A citation of a sentence."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Usage(_Model):
    """Tokens of what was read and said, as Guichet's embedding model cuts them: no language model need have run."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class MessageOut(_Model):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]
    guichet: AnswerOut = Field(description="La réponse entière, telle que POST /v1/ask la donne.")


class Choice(_Model):
    """There is one."""

    index: int = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class CompletionOut(_Model):
    """An answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: tuple[Choice, ...]
    usage: Usage


class ModelOut(_Model):
    """What OpenAI's clients choose among."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "guichet"


class ModelListOut(_Model):
    """There is one."""

    object: Literal["list"] = "list"
    data: tuple[ModelOut, ...] = (ModelOut(),)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as text: pieces that follow one another, and where its cited sentences stand in it."""

    pieces: tuple[str, ...]
    annotations: tuple[Annotation, ...]

    @property
    def content(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Completed:
    """An answer with what it took; `created` is in seconds."""

    answer: AnswerOut
    told: Told
    usage: Usage
    created: int

    @property
    def id(self) -> str:
        """OpenAI's prefix, and the answer's id."""
        return f"chatcmpl-{self.answer.answer_id}"


def tell(answer: AnswerOut, *, opening: bool, base: str) -> Told:
    """An answer as text, `base` the address of this service.

    The one that opens a conversation ends by saying that a program wrote it (AI Act, art. 50).
    """
    pieces: list[str] = []
    annotations: list[Annotation] = []
    end = 0
    if answer.preface:
        pieces.append(answer.preface)
        end = len(answer.preface)
    spaces = gaps(sentence.text for sentence in answer.sentences)
    for between, sentence in zip(spaces, answer.sentences, strict=True):
        space = between or ("\n\n" if pieces else "")
        marks = "".join(f"[{cited}]" for cited in sentence.citations)
        start = end + len(space)
        annotations += _annotations(answer, sentence.citations, Span(start, start + len(sentence.text)), base)
        pieces.append(f"{space}{sentence.text} {marks}" if marks else f"{space}{sentence.text}")
        end += len(pieces[-1])
    for paragraph in _paragraphs(answer, opening=opening):
        pieces.append(f"\n\n{paragraph}" if pieces else paragraph)
    return Told(tuple(pieces), tuple(annotations))


def completion_out(completed: Completed) -> CompletionOut:
    """The whole answer at once."""
    told = completed.told
    message = MessageOut(content=told.content, annotations=told.annotations, guichet=completed.answer)
    return CompletionOut(
        id=completed.id, created=completed.created, choices=(Choice(message=message),), usage=completed.usage
    )


def chunks(completed: Completed, *, with_usage: bool) -> Iterator[dict[str, Any]]:
    """The answer piece by piece: who speaks, each sentence, what it stands on, the end, then what it took if asked."""
    told = completed.told
    extension = {
        "annotations": [one.model_dump() for one in told.annotations],
        "guichet": completed.answer.model_dump(mode="json"),
    }
    deltas: Sequence[dict[str, Any]] = (
        {"role": "assistant", "content": ""},
        *({"content": piece} for piece in told.pieces),
        extension,
    )
    for delta in deltas:
        yield _chunk(completed, [_choice(delta)], with_usage=with_usage)
    yield _chunk(completed, [_choice({}, "stop")], with_usage=with_usage)
    if with_usage:
        yield _chunk(completed, [], with_usage=False) | {"usage": completed.usage.model_dump()}


def _choice(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}


def _chunk(completed: Completed, choices: list[dict[str, Any]], *, with_usage: bool) -> dict[str, Any]:
    chunk: dict[str, Any] = {
        "id": completed.id,
        "object": "chat.completion.chunk",
        "created": completed.created,
        "model": MODEL,
        "choices": choices,
    }
    return chunk | {"usage": None} if with_usage else chunk


def _annotations(answer: AnswerOut, cited: Iterable[int], told: Span, base: str) -> Iterator[Annotation]:
    """A document without an address of its own has that of our reader, open at the quote."""
    sources = {citation.number: citation for citation in answer.citations}
    for source in (sources[number] for number in cited):
        here = Addresses(source.document_id).text(source.passage_id, Span(source.start, source.end))
        url = source.url or f"{base.rstrip('/')}{here}"
        yield Annotation(
            url_citation=UrlCitation(url=url, title=source.title, start_index=told.start, end_index=told.end)
        )


def _paragraphs(answer: AnswerOut, *, opening: bool) -> Iterator[str]:
    """What is said around the sentences, or instead of them."""
    asked = answer.clarification
    if not answer.sentences and not asked:
        yield answer.text
    if asked:
        yield "\n".join((asked.question, *(f"- {choice}" for choice in asked.choices)))
    if answer.contact:
        yield answer.contact
    if opening and answer.notice:
        yield answer.notice
