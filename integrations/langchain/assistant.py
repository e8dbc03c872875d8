"""The whole assistant where LangChain expects a chat model: a question or a conversation in, a cited answer out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, SkipValidation

from assistant.profile import profile_of
from domain.dependence import gap
from domain.errors import BadQuestion, GuichetError
from domain.types import Answer, Audience, Profile
from integrations.langchain.service import Event, Json, Remote, problem_error
from integrations.text import cited, marked, preamble
from runtime.contract import AnswerOut, SentenceOut

MAX_HISTORY, MAX_MESSAGE_CHARS = 100, 20_000
"""What the service takes of the conversation so far."""


class _Asked(NamedTuple):
    """A question, those asked before it, oldest first, and the conversation that it belongs to."""

    question: str
    earlier: tuple[str, ...]
    conversation_id: str | None


class _Answering(BaseChatModel):
    """Answers the last human message; the human messages before it say what it leans on. Other messages are not read.

    The message given back holds the answer with its [n] marks; its `response_metadata`, all else that the public
    contract tells: `status`, `citations`, `confidence`, `warnings`, `conversation_id`… Streamed, it comes sentence by
    sentence, and what is told of it with the last piece. `invoke(…, conversation_id=…)` goes on with a conversation.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    theme: str | None = None
    kind: str | None = None
    """Who asks: commune, epci, departement, region or syndicat."""
    population: int | None = None
    """How many inhabitants it has."""
    as_of: date | None = None
    """The date whose law is asked for; today's by default."""

    @abstractmethod
    def _events(self, asked: _Asked) -> Iterator[Event]:
        """`meta`, each `sentence`, `done`, as POST /v1/ask sends them."""

    @property
    def _llm_type(self) -> str:
        return "guichet"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, run_manager  # BaseChatModel tells its callbacks by itself
        writing = _Writing()
        for event in self._events(_asked(messages, **kwargs)):
            yield from writing.heard(event)
        writing.check()


class _Answers(Protocol):
    """Real: runtime/answers.py."""

    def ask(
        self,
        question: str,
        *,
        as_of: date,
        audience: Audience = ...,
        earlier: Sequence[str] = ...,
        conversation: str | None = ...,
        theme: str | None = ...,
        profile: Profile = ...,
    ) -> _Turn: ...


class _Turn(Protocol):
    @property
    def answer(self) -> Answer: ...
    @property
    def conversation_id(self) -> str: ...


class _Guichet(Protocol):
    """Real: runtime/guichet.py."""

    @property
    def answers(self) -> _Answers: ...


class GuichetAssistant(_Answering):
    """The assistant of a Guichet of this process. It keeps a receipt of each answer, as the service does."""

    guichet: SkipValidation[_Guichet]
    audience: Audience = Audience.PUBLIC

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager
        return _result(self._answer(_asked(messages, **kwargs)))

    def _events(self, asked: _Asked) -> Iterator[Event]:
        answer = self._answer(asked)
        yield "meta", {"preface": answer.preface}
        for sentence in answer.sentences:
            yield "sentence", sentence.model_dump()
        yield "done", answer.model_dump()

    def _answer(self, asked: _Asked) -> AnswerOut:
        turn = self.guichet.answers.ask(
            asked.question,
            as_of=self.as_of or date.today(),
            audience=self.audience,
            earlier=asked.earlier,
            conversation=asked.conversation_id,
            theme=self.theme,
            profile=profile_of(self.kind, self.population),
        )
        return AnswerOut.model_validate(turn.answer).model_copy(update={"conversation_id": turn.conversation_id})


class GuichetHttpAssistant(Remote, _Answering):
    """The assistant of a Guichet that is served elsewhere: it reads the public documents, or those its key opens."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager
        body = self._body(_asked(messages, **kwargs))
        return _result(AnswerOut.model_validate(self._service.send("POST", "/v1/ask", json=body)))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager
        body = self._body(_asked(messages, **kwargs))
        return _result(AnswerOut.model_validate(await self._service.asend("POST", "/v1/ask", json=body)))

    def _events(self, asked: _Asked) -> Iterator[Event]:
        return self._service.events("/v1/ask", self._body(asked))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        del stop, run_manager
        writing = _Writing()
        async for event in self._service.aevents("/v1/ask", self._body(_asked(messages, **kwargs))):
            for chunk in writing.heard(event):
                yield chunk
        writing.check()

    def _body(self, asked: _Asked) -> Json:
        earlier = asked.earlier[-MAX_HISTORY:]
        return {
            "question": asked.question,
            "history": [{"role": "user", "content": one[:MAX_MESSAGE_CHARS]} for one in earlier],
            "conversation_id": asked.conversation_id,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "theme": self.theme,
            "profile": {"kind": self.kind, "population": self.population},
        }


class _Writing:
    """An answer as it is streamed: the pieces put together are what it says when it is asked for whole."""

    def __init__(self) -> None:
        self._said, self._before, self._preface, self._whole = "", "", "", False

    def heard(self, event: Event) -> Iterator[ChatGenerationChunk]:
        name, data = event
        if name == "meta":
            self._preface = data["preface"]
        elif name == "sentence":
            sentence = SentenceOut.model_validate(data)
            piece = (gap(self._before, sentence.text) or preamble(self._preface)) + marked(sentence)
            self._said, self._before = self._said + piece, sentence.text
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        elif name == "done":
            answer = AnswerOut.model_validate(data)
            self._whole = True
            rest = cited(answer).removeprefix(self._said)
            last = AIMessageChunk(content=rest, response_metadata=_metadata(answer), chunk_position="last")
            yield ChatGenerationChunk(message=last)
        elif name == "error":
            raise problem_error(data)

    def check(self) -> None:
        """Raise GuichetError when the answer was cut off."""
        if not self._whole:
            raise GuichetError("la réponse a été coupée avant sa fin", hint="Reposez la question.")


def _asked(messages: Sequence[BaseMessage], conversation_id: str | None = None, **_others: Any) -> _Asked:
    if not messages or not isinstance(messages[-1], HumanMessage):
        raise BadQuestion("le dernier message n'est pas une question", hint="Terminez par un message humain.")
    *earlier, question = (str(message.text) for message in messages if isinstance(message, HumanMessage))
    return _Asked(question, tuple(earlier), conversation_id)


def _result(answer: AnswerOut) -> ChatResult:
    message = AIMessage(content=cited(answer), response_metadata=_metadata(answer))
    return ChatResult(generations=[ChatGeneration(message=message)])


def _metadata(answer: AnswerOut) -> Json:
    return answer.model_dump(mode="json", exclude={"text", "sentences"})
