"""The JSON of what the records keep of questions: conversations, and how questions end by theme and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from pydantic import BaseModel

from domain.receipts import Exchange, FeedbackReason, Zone
from domain.types import AnswerStatus


class SaidOut(BaseModel):
    """What was said of an answer."""

    useful: bool
    reason: FeedbackReason
    comment: str


class ExchangeOut(BaseModel):
    """A question, without the personal data that was recognised, and what it was told."""

    answer_id: str
    asked_at: datetime
    question: str
    status: AnswerStatus
    text: str
    feedback: SaidOut | None


class ConversationOut(BaseModel):
    """All that is kept of a conversation, oldest first."""

    conversation_id: str
    exchanges: tuple[ExchangeOut, ...]


class ZoneOut(BaseModel):
    """The questions of a theme in a month, by how they ended; `downvoted` and `stale` count among them."""

    theme: str
    month: date
    asked: int
    answered: int
    partial: int
    refused: int
    clarified: int
    downvoted: int
    stale: int


class ZonesOut(BaseModel):
    """By theme, then month. A theme is that of the nearest document found, empty when nothing was."""

    zones: tuple[ZoneOut, ...]


def conversation_out(conversation_id: str, exchanges: Sequence[Exchange]) -> ConversationOut:
    """A conversation."""
    told = tuple(ExchangeOut.model_validate(asdict(exchange)) for exchange in exchanges)
    return ConversationOut(conversation_id=conversation_id, exchanges=told)


def zones_out(zones: Sequence[Zone]) -> ZonesOut:
    """The table."""
    return ZonesOut(zones=tuple(ZoneOut.model_validate(asdict(zone)) for zone in zones))


def months_ago(today: date, months: int) -> datetime:
    """When the month that is `months` - 1 before this one began (UTC): so many whole months, this one included."""
    month = today.year * 12 + today.month - months
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
