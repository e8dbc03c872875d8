"""What the owner's commands may ask: each order is its own request and knows how it is carried out.

The same object is carried out in this process, or sent to the one that serves the data folder: see cli/desk.py and
api/control.py. What comes back is JSON, that of the public contract where there is one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import AwareDatetime, BaseModel, Field

from api.kept import conversation_out, months_ago, zones_out
from api.models import Profile, answer_out, explained_out, replay_out, search_out
from api.passages import passage_out
from assistant.question import to_query
from domain.access import Role
from domain.evaluation import EvalRun, EvalState
from domain.ids import random_id
from domain.types import Audience, Query, Retrieval
from eval.from_validated import case_of
from eval.kept import done, with_setting
from eval.runs import Run
from runtime.program import program_digest

if TYPE_CHECKING:  # see api/ingesting.py
    from runtime.guichet import Guichet


class Order(BaseModel, ABC):
    """`name` is its address on the control socket."""

    name: ClassVar[str]

    @abstractmethod
    def done_by(self, guichet: Guichet) -> Any:
        """What it gives, as JSON values or a model of the public contract."""


class Ask(Order):
    """A question that a person asks: its receipt is kept."""

    name = "ask"
    question: str
    as_of: date
    audience: Audience = Audience.PUBLIC
    conversation_id: str | None = None
    theme: str | None = None
    profile: Profile = Profile()

    def done_by(self, guichet: Guichet) -> Any:
        turn = guichet.answers.ask(
            self.question,
            as_of=self.as_of,
            audience=self.audience,
            conversation=self.conversation_id,
            theme=self.theme,
            profile=self.profile.known(),
        )
        return answer_out(turn.answer, turn.conversation_id)


class QueryOrder(Order):
    """A query; `history` holds the questions asked before it, oldest first."""

    question: str
    history: tuple[str, ...] = ()
    as_of: date
    audience: Audience = Audience.PUBLIC
    limit: int = Field(default=10, ge=1)
    theme: str | None = None
    type: str | None = None
    group: bool = True
    retrieval: Retrieval = Retrieval.HYBRID

    def to_query(self) -> Query:
        """The query, its question made to stand alone."""
        other = set(QueryOrder.model_fields) - {"question", "history"}
        return to_query(self.question, earlier=self.history, **self.model_dump(include=other))


class AnswerOnly(QueryOrder):
    """An answer of which nothing is kept: for measures."""

    name = "answer"
    aided: bool = True
    """Whether an answer that staff validated may be given."""

    def done_by(self, guichet: Guichet) -> Any:
        query = self.to_query()
        return answer_out(guichet.answer(query) if self.aided else guichet.unaided(query))


class ReadCases(Order):
    """The eval cases that validated answers make."""

    name = "cases"
    as_of: date

    def done_by(self, guichet: Guichet) -> Any:
        shelf = guichet.validated.sourced(self.as_of)
        return [case_of(validated, sources, self.as_of) for validated, sources in shelf]


class KeepEval(Order):
    """A run of the eval set to keep in the records, for staff to read and compare."""

    name = "eval/keep"
    author: str
    dataset: str
    split: str
    started_at: AwareDatetime
    run: Run

    def done_by(self, guichet: Guichet) -> Any:
        kept = EvalRun(
            id=random_id(),
            author=self.author,
            dataset=self.dataset,
            split=self.split,
            retriever=self.run.setting.retriever,
            state=EvalState.DONE,
            started_at=self.started_at,
            code=program_digest(),
        )
        known = with_setting(kept, self.run.setting, total=len(self.run.cases))
        guichet.eval_runs.finish(*done(known, self.run.cases, datetime.now(UTC)))
        return kept.id


class Find(QueryOrder):
    """A search."""

    name = "search"

    def done_by(self, guichet: Guichet) -> Any:
        return search_out(guichet.search(self.to_query()))


class Explain(QueryOrder):
    """A search, with how the question was read and what each score is made of."""

    name = "explain"

    def done_by(self, guichet: Guichet) -> Any:
        return explained_out(guichet.explain(self.to_query()))


class ReadPassage(Order):
    """A passage with what stands beside it; of the live version unless one is named."""

    name = "passages/read"
    document_id: str
    passage_id: str
    version: int | None = None
    audience: Audience = Audience.PUBLIC

    def done_by(self, guichet: Guichet) -> Any:
        return passage_out(guichet.edition(self.document_id, self.version, self.audience), self.passage_id)


class ReplayAnswer(Order):
    """An answer to make again from its receipt."""

    name = "replay"
    answer_id: str

    def done_by(self, guichet: Guichet) -> Any:
        return replay_out(guichet.answers.replay(self.answer_id))


class Purge(Order):
    """What to delete of what has been kept long enough. Gives how many of each kind."""

    name = "purge"
    keep_days: int = Field(ge=0)
    keep_staff_days: int = Field(ge=0)

    def done_by(self, guichet: Guichet) -> Any:
        return asdict(guichet.purge(keep_days=self.keep_days, keep_staff_days=self.keep_staff_days))


class Erase(Order):
    """A conversation to delete, with what was said of its answers. Gives how many answers."""

    name = "erase"
    conversation: str

    def done_by(self, guichet: Guichet) -> Any:
        return guichet.answers.purge(conversation=self.conversation)


class ReadConversation(Order):
    """All that is kept of a conversation."""

    name = "conversation"
    conversation: str

    def done_by(self, guichet: Guichet) -> Any:
        return conversation_out(self.conversation, guichet.answers.conversation(self.conversation))


class ReadZones(Order):
    """How the questions of so many months ended, by theme and month."""

    name = "zones"
    months: int = Field(ge=1)

    def done_by(self, guichet: Guichet) -> Any:
        return zones_out(guichet.answers.zones(months_ago(date.today(), self.months)))


class DeleteDocuments(Order):
    """Documents to take out of every answer."""

    name = "delete"
    document_ids: tuple[str, ...]

    def done_by(self, guichet: Guichet) -> Any:
        return [asdict(line) for line in guichet.delete(self.document_ids)]


class ReadStatus(Order):
    """What `doctor` tells of the data folder."""

    name = "status"

    def done_by(self, guichet: Guichet) -> Any:
        return guichet.status().as_json()


class Backup(Order):
    """A backup to write at an absolute path. Gives its size and what it holds."""

    name = "backup"
    path: Path

    def done_by(self, guichet: Guichet) -> Any:
        return asdict(guichet.backup(self.path))


class CreateKey(Order):
    """A new key for another program."""

    name = "keys/create"
    holder: str
    role: Role
    days: int | None = Field(default=None, ge=1)

    def done_by(self, guichet: Guichet) -> Any:
        return guichet.access.create_key(self.holder, self.role, days=self.days).told()


class ListKeys(Order):
    """Every key, without its secret."""

    name = "keys/list"

    def done_by(self, guichet: Guichet) -> Any:
        return [asdict(key) for key in guichet.access.list_keys()]


class RotateKey(Order):
    """Another secret for a key; the former one opens nothing any more."""

    name = "keys/rotate"
    key_id: str

    def done_by(self, guichet: Guichet) -> Any:
        return guichet.access.rotate_key(self.key_id).told()


class RevokeKey(Order):
    """A key to close for good."""

    name = "keys/revoke"
    key_id: str

    def done_by(self, guichet: Guichet) -> Any:
        guichet.access.revoke_key(self.key_id)


class PutAccount(Order):
    """A person of the staff, or another password for one."""

    name = "accounts/put"
    person: str
    role: Role
    password: str = Field(repr=False)

    def done_by(self, guichet: Guichet) -> Any:
        return asdict(guichet.access.put_account(self.person, self.password, self.role))


class ListAccounts(Order):
    """Every account."""

    name = "accounts/list"

    def done_by(self, guichet: Guichet) -> Any:
        return [asdict(account) for account in guichet.access.list_accounts()]


class RemoveAccount(Order):
    """An account to close."""

    name = "accounts/remove"
    person: str

    def done_by(self, guichet: Guichet) -> Any:
        guichet.access.remove_account(self.person)


ORDERS: tuple[type[Order], ...] = (
    Ask,
    AnswerOnly,
    Find,
    Explain,
    ReadPassage,
    ReplayAnswer,
    Purge,
    Erase,
    ReadConversation,
    ReadZones,
    ReadCases,
    KeepEval,
    DeleteDocuments,
    ReadStatus,
    Backup,
    CreateKey,
    ListKeys,
    RotateKey,
    RevokeKey,
    PutAccount,
    ListAccounts,
    RemoveAccount,
)
