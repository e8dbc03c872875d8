"""What a person, or a model, reads of an answer and of passages: plain French text, sources numbered."""

from __future__ import annotations

from domain.dependence import gaps
from domain.text import french_date
from runtime.contract import AnswerOut, CitationOut, PassageDetailOut, ResultOut, SearchOut, SentenceOut


def preamble(preface: str) -> str:
    """What is said before the first sentence, on lines of its own."""
    return f"{preface}\n\n" if preface else ""


def marked(sentence: SentenceOut) -> str:
    """A sentence with its [n] marks."""
    return sentence.text + "".join(f" [{number}]" for number in sentence.citations)


def cited(answer: AnswerOut) -> str:
    """An answer with its [n] marks, and what is asked back."""
    spaces = gaps(one.text for one in answer.sentences)
    said = "".join(space + marked(one) for space, one in zip(spaces, answer.sentences, strict=True))
    text = preamble(answer.preface) + said if said else answer.text
    if asked := answer.clarification:
        told = [asked.question] if answer.sentences else []
        text += "\n" + "\n".join([*told, *(f"• {choice}" for choice in asked.choices)])
    return text


def answer_text(answer: AnswerOut) -> str:
    """An answer with its [n] marks, its numbered sources, and what limits it."""
    parts = [f"Question comprise : {answer.understood}"] if answer.understood else []
    parts.append(cited(answer))
    if answer.citations:
        parts.append("\n".join(["Sources", *map(_source, answer.citations)]))
    if answer.searched and not answer.sentences:
        parts.append("Documents les plus proches, qui ne répondent pas : " + " ; ".join(answer.searched))
    parts += [f"⚠ {warning.text}" for warning in answer.warnings if warning.text != answer.text]
    parts += [line for line in (answer.contact, answer.freshness, answer.notice) if line]
    if answer.conversation_id:
        parts.append(f"(answer_id : {answer.answer_id}, conversation_id : {answer.conversation_id})")
    return "\n\n".join(parts)


def results_text(found: SearchOut) -> str:
    """Passages, best first, each with what `read_passage` asks for."""
    told = [
        f"[{result.rank}] {_place(result)}\n{result.text}\n"
        + (f"{result.url}\n" if result.url else "")
        + f"(document_id : {result.document_id}, passage_id : {result.passage_id})"
        for result in found.results
    ]
    return "\n\n".join(told) or "Aucun passage trouvé."


def passage_text(passage: PassageDetailOut) -> str:
    """A passage between its neighbours, under its headings."""
    head = [_place(passage), " › ".join(passage.heading_path), passage.url]
    if passage.demonstration:
        head.append("⚠ Document de démonstration : il ne doit pas fonder une décision.")
    texts = [
        f"(avant) {passage.before}" if passage.before else "",
        passage.text,
        f"(après) {passage.after}" if passage.after else "",
    ]
    return "\n\n".join(part for part in ("\n".join(line for line in head if line), *texts) if part)


def _source(citation: CitationOut) -> str:
    lines = [f"[{citation.number}] {_place(citation)}", f"« {citation.quote} »", citation.url]
    return "\n    ".join(line for line in lines if line)


def _place(place: CitationOut | ResultOut | PassageDetailOut) -> str:
    """« Title, publisher, p. 3 (imprimée : 12), 2 novembre 2026 »."""
    page = ""
    if place.page is not None:
        last = f"-{place.page_end}" if place.page_end not in (None, place.page) else ""
        label = place.page_label
        printed = f" (imprimée : {label})" if label and label != str(place.page) else ""
        page = f"p. {place.page}{last}{printed}"
    published = french_date(place.published) if place.published else ""
    return ", ".join(part for part in (place.title, place.publisher, page, published) if part)
