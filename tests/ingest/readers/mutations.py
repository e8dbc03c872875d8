"""Damage that an export may suffer between the site and the town hall, each at every place where it can happen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

from tests.ingest.readers.exports import Export, Resource

Mutation = Callable[[Export], Iterator[Export]]


def extra_blank_lines(export: Export) -> Iterator[Export]:
    """Twice as many line breaks everywhere."""
    double = [Resource(*(part.replace("\n", "\n \n") for part in _parts(r))) for r in export.resources]
    yield replace(export, banner=export.banner.replace("\n", "\n\n\n"), resources=tuple(double))


def no_blank_lines(export: Export) -> Iterator[Export]:
    """Not a single blank line left."""
    tight = [Resource(*(re.sub(r"\n\s*\n+", "\n", part) for part in _parts(r))) for r in export.resources]
    yield replace(export, banner=export.banner.strip() + "\n", resources=tuple(tight))


def reversed_order(export: Export) -> Iterator[Export]:
    """The last resource first."""
    yield export.of(reversed(export.resources))


def rotated_order(export: Export) -> Iterator[Export]:
    """Every resource first in its turn."""
    for n in range(1, len(export.resources)):
        yield export.of([*export.resources[n:], *export.resources[:n]])


def two_private_in_a_row(export: Export) -> Iterator[Export]:
    """The private ones next to each other, at every place."""
    private = [export.resources[n] for n in export.privates]
    public = [export.resources[n] for n in export.publics]
    for n in range(len(public) + 1):
        yield export.of([*public[:n], *private, *public[n:]])


def flag_empty(export: Export) -> Iterator[Export]:
    """The flag is there, without an answer."""
    for n, resource in enumerate(export.resources):
        yield export.changed(n, resource.with_flag(""))


def flag_misspelt(export: Export) -> Iterator[Export]:
    """The answer is a word that is neither « Oui » nor « Non »."""
    flags = cycle(("Ouii", "Nom", "Non renseigné", "Oui / Non", "?"))
    for n, (resource, flag) in enumerate(zip(export.resources, flags, strict=False)):
        yield export.changed(n, resource.with_flag(flag))


def flag_line_lost(export: Export) -> Iterator[Export]:
    """Neither the flag nor its answer."""
    for n, resource in enumerate(export.resources):
        tail = resource.with_flag("").tail.replace("Ressource privée\n", "")
        yield export.changed(n, replace(resource, tail=tail))


def type_lost(export: Export) -> Iterator[Export]:
    """A tail without its type."""
    for n, resource in enumerate(export.resources):
        tail = re.sub(r"Type de ressource\n.+\n", "", resource.tail)
        yield export.changed(n, replace(resource, tail=tail))


def category_answered(export: Export) -> Iterator[Export]:
    """A tail whose category has a value."""
    for n, resource in enumerate(export.resources):
        tail = "Catégorie\nVie des communes\n" + resource.tail.removeprefix("Catégorie\n")
        yield export.changed(n, replace(resource, tail=tail))


def summary_lost(export: Export) -> Iterator[Export]:
    """A resource that ends with its tail."""
    for n, resource in enumerate(export.resources):
        yield export.changed(n, replace(resource, summary=""))
        yield export.changed(n, replace(resource, summary="", tail=resource.tail.replace("Résumé\n", "")))


def summary_marker_lost(export: Export) -> Iterator[Export]:
    """A tail without its last marker."""
    for n, resource in enumerate(export.resources):
        yield export.changed(n, replace(resource, tail=resource.tail.replace("Résumé\n", "")))


def body_lost(export: Export) -> Iterator[Export]:
    """A title directly above its tail."""
    for n, resource in enumerate(export.resources):
        yield export.changed(n, replace(resource, body=""))


def summary_given_as_body(export: Export) -> Iterator[Export]:
    """A private resource with a body, which its summary repeats or not."""
    for n in export.privates:
        resource = export.resources[n]
        yield export.changed(n, replace(resource, body=resource.summary))
        yield export.changed(n, replace(resource, body=resource.summary, summary=""))


def title_lost(export: Export) -> Iterator[Export]:
    """A resource that starts with its body."""
    for n, resource in enumerate(export.resources):
        yield export.changed(n, replace(resource, title=""))


def summary_cut_short(export: Export) -> Iterator[Export]:
    """A summary of which only the first lines are left, with or without the one above losing its own."""
    for n, resource in enumerate(export.resources):
        kept = "".join(resource.summary.splitlines(keepends=True)[:3])
        yield export.changed(n, replace(resource, summary=kept))


def summary_rewritten(export: Export) -> Iterator[Export]:
    """A summary that repeats nothing of its body."""
    for n in export.publics:
        fresh = "\nEn bref, trois idées simples que chaque équipe adapte chez elle.\n\n"
        yield export.changed(n, replace(export.resources[n], summary=fresh))


def summary_continued(export: Export) -> Iterator[Export]:
    """A summary that ends with a sentence of its own."""
    for n, resource in enumerate(export.resources):
        more = resource.summary.rstrip() + "\n\nCette page a été relue et complétée à la demande des lecteurs.\n\n"
        yield export.changed(n, replace(resource, summary=more))


def tail_lost(export: Export) -> Iterator[Export]:
    """A private resource without its tail: nothing says any more that it is private, nor that it is a resource."""
    for n in export.privates:
        yield export.changed(n, replace(export.resources[n], tail=""))


def cut_in_the_middle(export: Export) -> Iterator[Export]:
    """A file that stops within a resource, after its tail."""
    for n, resource in enumerate(export.resources):
        half = resource.summary[: len(resource.summary) // 2]
        yield export.of([*export.resources[:n], replace(resource, summary=half)])


def private_twice(export: Export) -> Iterator[Export]:
    """A private resource pasted a second time, at the top."""
    for n in export.privates:
        yield export.of([export.resources[n], *export.resources])


ALL: tuple[Mutation, ...] = (
    extra_blank_lines, no_blank_lines, reversed_order, rotated_order, two_private_in_a_row, flag_empty, flag_misspelt,
    flag_line_lost, type_lost, category_answered, summary_lost, summary_marker_lost, body_lost, summary_given_as_body,
    title_lost, summary_cut_short, summary_rewritten, summary_continued, tail_lost, cut_in_the_middle, private_twice,
)  # fmt: skip


def _parts(resource: Resource) -> tuple[str, str, str, str]:
    return resource.title, resource.body, resource.tail, resource.summary
