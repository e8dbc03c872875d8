"""How results look in a terminal. Messages go to standard error, results to standard output."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from domain.dependence import gaps
from domain.errors import GuichetError
from domain.ports import Progress as OnProgress

_PIPED = not sys.stdout.isatty()
# Piped into another program, lines are left whole: « 50 % » must not be cut in two, nor a quote at its 80th character,
# for a width nobody has.
out = Console(highlight=False, soft_wrap=_PIPED, width=100_000 if _PIPED else None)
err = Console(stderr=True, highlight=False)

_STATUS_STYLE = {
    "ready": "green",
    "needs_ocr": "yellow",
    "refused": "red",
    "gone": "magenta",
    "discovered": "cyan",
}
_PLAN = {
    "new": "nouveau(x)",
    "changed": "modifié(s)",
    "renamed": "renommé(s)",
    "duplicate": "en double",
    "same": "inchangé(s)",
    "gone": "disparu(s)",
    "refused": "refusé(s)",
}
_CHANGE = {
    "new": "nouveau",
    "changed": "modifié",
    "same": "inchangé",
    "renamed": "renommé",
    "duplicate": "en double",
    "gone": "disparu",
    "refused": "refusé",
}
_FIELD = {
    "text": "Texte",
    "title": "Titre",
    "sentence": "Phrases",
    "lexical": "Mots",
    "whole": "Document entier",
    "cited": "Article cité",
}
_STATUS = {
    "ready": "prêt",
    "needs_ocr": "pages sans texte",
    "refused": "refusé",
    "gone": "retiré",
    "discovered": "à lire",
}


def error(exc: GuichetError) -> None:
    """One line for the fact, one for the mend."""
    err.print(f"[bold red]Erreur :[/] {escape(str(exc))}")
    if exc.hint:
        err.print(f"[bold]À faire :[/] {escape(exc.hint)}")


def say(message: str) -> None:
    """One line of progress, for a person."""
    err.print(escape(message), style="dim")


@contextmanager
def progress_bar(label: str) -> Iterator[OnProgress]:
    """A bar: how much is done, for how long, how long it may still take, and what is being worked on."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("reste"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[current]}", style="dim"),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=None, current="")

        def advance(done: int, total: int, label: str = "") -> None:
            bar.update(task, completed=done, total=total, current=escape(label))

        yield advance


def answer(found: dict[str, Any]) -> None:
    """The answer with numbered sources, or what is asked back, or the abstention and where to ask."""
    if found["understood"]:
        out.print(f"[dim]Question comprise : {escape(found['understood'])}[/]\n")
    if found["preface"]:
        out.print(f"[yellow]{escape(found['preface'])}[/]\n")
    _said(found) if found["sentences"] else _not_said(found)
    if found["sentences"] and found["clarification"]:
        out.print(f"[bold]{escape(found['clarification']['question'])}[/]")
        _choices(found["clarification"])
    for warning in found["warnings"]:
        if warning["text"] != found["text"]:
            out.print(f"[yellow]⚠ {escape(warning['text'])}[/]")
    if found["freshness"]:
        out.print(f"\n[dim]{escape(found['freshness'])}[/]")
    out.print(f"\n[dim]{escape(found['notice'])}[/]")
    if found["answer_id"]:
        out.print(f"[dim]Réponse {found['answer_id']}, conversation {found['conversation_id']}[/]")


def _said(found: dict[str, Any]) -> None:
    spaces = gaps(sentence["text"] for sentence in found["sentences"])
    parts = [
        space + escape(said["text"]) + "".join(f" [bold cyan]\\[{n}][/]" for n in said["citations"])
        for space, said in zip(spaces, found["sentences"], strict=True)
    ]
    out.print("".join(parts))
    out.print("\n[bold]Sources[/]")
    for citation in found["citations"]:
        out.print(f"[bold cyan]\\[{citation['number']}][/] {escape(_place(citation))}")
        out.print(_indented(f"« {escape(citation['quote'])} »", 4), style="italic")
        if citation["url"]:
            out.print(_indented(escape(citation["url"]), 4))


def _not_said(found: dict[str, Any]) -> None:
    out.print(escape(found["text"]), style="bold")
    _choices(found["clarification"])
    if found["searched"]:
        out.print("Documents les plus proches, qui ne répondent pas : " + escape(" ; ".join(found["searched"])))
    if found["contact"]:
        out.print(escape(found["contact"]))


def _choices(clarification: dict[str, Any] | None) -> None:
    for choice in (clarification or {}).get("choices", ()):
        out.print(f"  • {escape(choice)}")


def replayed(found: dict[str, Any]) -> None:
    """Whether an answer comes out the same, what differs, and what its documents have become."""
    out.print(f"[bold]{escape(found['question'])}[/] [dim]({found['asked_at'][:16].replace('T', ' ')} UTC)[/]")
    out.print("[green]La même réponse, mot pour mot.[/]" if found["same"] else "[red]La réponse n'est pas la même.[/]")
    for line in found["differences"]:
        out.print(f"  [red]≠[/] {escape(line)}")
    for line in found["changes"]:
        out.print(f"  [yellow]→[/] {escape(line)}")


def results(found: dict[str, Any]) -> None:
    """Passages, best first."""
    if not found["results"]:
        out.print("Aucun passage trouvé.")
    for result in found["results"]:
        out.print(f"[bold]{result['rank']}.[/] {escape(_place(result))} [dim]({result['score']:.2f})[/]")
        text = result["text"] if len(result["text"]) <= 300 else result["text"][:300].rsplit(" ", 1)[0] + " …"
        out.print(_indented(escape(text), 3), "", style="dim", sep="\n")


def explained(found: dict[str, Any]) -> None:
    """How the question was read, then a row a passage: what each field and rule added to its score."""
    reading = found["reading"]
    for typed, mended in reading["mends"]:
        out.print(f"[yellow]Corrigé :[/] {escape(typed)} → {escape(mended)}")
    for short, long in reading["acronyms"]:
        out.print(f"[yellow]Sigle :[/] {escape(short)} = {escape(long)}")
    if reading["references"]:
        out.print(f"[yellow]Articles cités :[/] {escape(', '.join(reading['references']))}")
    table = Table(box=SIMPLE, show_edge=False)
    table.add_column("Rang", justify="right")
    table.add_column("Document, page", overflow="fold")
    names = [score["field"] for score in found["scores"][0]] if found["scores"] else []
    for name in names:
        table.add_column(_FIELD.get(name, name), justify="right")
    table.add_column("Total", justify="right")
    for result, scores in zip(found["results"], found["scores"], strict=True):
        shares = [f"{score['share']:+.2f}\n[dim]{score['score']:.3f}[/]" for score in scores]
        table.add_row(f"{result['rank']}", escape(_place(result)), *shares, f"[bold]{result['score']:.2f}[/]")
    out.print(table)
    out.print(
        "En haut, ce que chaque champ ajoute au total : l'écart de son score à la moyenne des passages comparés, "
        "fois son poids. En bas, ce score : cosinus (−1 à 1), ou BM25 pour les mots.",
        style="dim",
    )


def report(line: dict[str, Any]) -> None:
    """One document of an ingest."""
    status = line["status"]
    label = f"[{_STATUS_STYLE[status]}]{_STATUS[status]:>11}[/]"
    what = line["title"] or line["path"]
    passages = f" [dim]{line['passages']} passage(s), {_CHANGE[line['change']]}[/]" if status != "refused" else ""
    out.print(f"{label} {escape(what)}{passages}")
    if line["reason"]:
        out.print(_indented(f"{escape(line['reason'])} {escape(line['hint'])}".strip(), 12), style="yellow")


def plan(counts: dict[str, int]) -> None:
    """What an ingest is about to do, in one line."""
    parts = [f"{counts[change]} {name}" for change, name in _PLAN.items() if counts.get(change)]
    err.print(f"[bold]Plan :[/] {', '.join(parts) or 'aucun fichier'}")


def ingested(lines: Sequence[dict[str, Any]], *, seconds: float, planned: bool = False) -> None:
    """The end of an ingest: a row for each document that changed or needs someone, the others counted."""
    shown = [line for line in lines if line["change"] != "same" or line["status"] != "ready"]
    if shown:
        table = Table(box=SIMPLE, show_edge=False)
        for column in ("Document", "Changement", "État"):
            table.add_column(column, overflow="fold")
        table.add_column("Passages", justify="right")
        table.add_column("Pourquoi, et que faire", overflow="fold")
        for line in shown:
            table.add_row(*_row(line))
        out.print(table)
    statuses = Counter(line["status"] for line in lines)
    told = ", ".join(f"{count} {_STATUS[status]}" for status, count in statuses.items())
    out.print(f"[bold]{len(lines)} document(s)[/] en {seconds:.1f} s : {told or 'rien à faire'}.")
    if planned:
        out.print("Rien n'a été lu ni modifié (--dry-run).")


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    style = _STATUS_STYLE[line["status"]]
    return (
        escape(line["title"] or line["path"]),
        _CHANGE[line["change"]],
        f"[{style}]{_STATUS[line['status']]}[/]",
        str(line["passages"] or ""),
        escape(f"{line['reason']} {line['hint']}".strip()),
    )


def _indented(markup: str, spaces: int) -> Padding:
    return Padding(markup, (0, 0, 0, spaces), expand=False)


def _place(found: dict[str, Any]) -> str:
    parts = [found["title"]]
    if found.get("publisher"):
        parts.append(found["publisher"])
    if found["published"]:
        parts.append(date.fromisoformat(found["published"]).strftime("%d/%m/%Y"))
    if found["page"]:
        label = found["page_label"]
        printed = f" (imprimée : {label})" if label and label != str(found["page"]) else ""
        parts.append(f"page {found['page']}{printed}")
    if found["heading_path"]:
        parts.append(" > ".join(found["heading_path"]))
    return ", ".join(parts)


def zones(found: dict[str, Any]) -> None:
    """How questions ended, a line a theme and month."""
    if not found["zones"]:
        out.print("Aucune question n'est gardée sur cette période.")
        return
    counts = {
        "asked": "posées",
        "answered": "répondues",
        "partial": "en partie",
        "refused": "refusées",
        "clarified": "à préciser",
        "downvoted": "jugées inutiles",
        "stale": "sources anciennes",
    }
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("thème", "mois"):
        table.add_column(name, no_wrap=True)
    for name in counts.values():
        table.add_column(name, justify="right", overflow="fold")
    for zone in found["zones"]:
        table.add_row(escape(zone["theme"] or "(aucun)"), zone["month"][:7], *(str(zone[name]) for name in counts))
    out.print(table)
