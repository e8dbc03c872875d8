"""What a web page says of itself: title, address, date and publisher, from its tags and never from its text."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from datetime import date

from htmldate import find_date
from lxml import html  # type: ignore[import-untyped]

from domain.text import normalise, normalise_spaces
from domain.types import Metadata
from ingest.readers.html.blocks import inline_text
from ingest.readers.html.page import Node
from ingest.readers.title import same_title

MAX_TITLE_CHARS = 300
_SITE_SEPARATOR = re.compile(r"\s+[|\-–—·•»]\s+|\s*\|\s*")
_MACHINE_DATES = "//meta|//script[@type='application/ld+json']"
_MARKED_TIMES = "//time[@pubdate or @itemprop or contains(@class, 'publi') or contains(@class, 'date')]"
_ADDRESS = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*", re.IGNORECASE)


def published_date(tree: Node) -> date | None:
    """The date of the page's last version, else of its publication, when a tag made for it says so.

    Only tags are shown to htmldate: it would take a date from the text, or the day of an event. `tree` still
    has its scripts: some pages say their date only in the data that they hold for machines.
    """
    times = tree.xpath("//time")
    shown = html.Element("html")
    shown.extend(copy.copy(node) for node in tree.xpath(_MACHINE_DATES))
    shown.extend(copy.copy(node) for node in (times if len(times) == 1 else tree.xpath(_MARKED_TIMES)))
    for node in shown.iter("time"):
        node.text, node[:] = None, []
    for original in (False, True):
        if found := find_date(shown, extensive_search=False, original_date=original, url=""):
            return date.fromisoformat(found)
    return None


def page_metadata(tree: Node) -> Metadata:
    """Metadata of a page without its date; a field that it does not state stays empty.

    `tree` has been through `drop_unseen`: a hidden title is no title.
    """
    meta = _meta(tree)
    publisher = meta.get("og:site_name") or meta.get("application-name") or meta.get("dc.publisher") or ""
    canonical = tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    addresses = (str(given).strip() for given in (*canonical, meta.get("og:url", "")))
    return Metadata(
        title=_title(tree, meta, publisher)[:MAX_TITLE_CHARS],
        url=next((address for address in addresses if _ADDRESS.fullmatch(address)), ""),
        publisher=publisher,
    )


def _meta(tree: Node) -> dict[str, str]:
    """First non-empty content of each <meta>, by its name or property in lower case."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or ""
        if content := normalise_spaces(normalise(node.get("content", ""))):
            found.setdefault(name.strip().lower(), content)
    return found


def _title(tree: Node, meta: Mapping[str, str], site: str) -> str:
    """The page's own title: what tabs and shares show, without the site's name around it, else the first <h1>."""
    headings = [text for node in tree.iter("h1") if (text := normalise(inline_text(node)))]
    head = [normalise(inline_text(node)) for node in tree.xpath("//title")]
    for given in (meta.get("og:title", ""), *head[:1]):
        parts = [part for part in _SITE_SEPARATOR.split(given) if part and not same_title(part, site)]
        named = [part for part in (given, *parts) if any(same_title(part, text) for text in headings)]
        if named:
            return named[0]
        if parts:  # « | » parts a page from its site; a dash may belong to the title itself
            return given.rsplit("|", 1)[0].strip() if len(parts) > 1 else parts[0]
    return headings[0] if headings else ""
