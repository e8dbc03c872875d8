"""What a page of a site is to one who walks it: its format, its links, and whether it may be kept."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import httpx
from lxml import etree, html  # type: ignore[import-untyped]

from ingest.site_client import ROBOT, Reply, join

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
FILE_SUFFIXES = frozenset({".pdf", ".docx", ".odt"})
_UNNAMED_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})
_NEVER_READ = re.compile(
    r"(?:image|audio|video|font)/|text/(?:css|javascript|csv|calendar)|application/(?:zip|json|xml)"
)
_TYPES = MimeTypes()  # the library's own list: the machine's would make walks differ


@dataclass(frozen=True, slots=True)
class Seen:
    """The addresses that a page leads to, and whether it may be kept."""

    links: tuple[str, ...] = ()
    indexable: bool = True


def suffix_of(reply: Reply) -> str | None:
    """The extension of the copy, from the type that the site gives, else from the address; None: not read."""
    if reply.content_type in _UNNAMED_TYPES:
        suffix = path_suffix(reply.url)
        return suffix if suffix in FILE_SUFFIXES else None
    return _SUFFIXES.get(reply.content_type)


def path_suffix(url: str) -> str:
    return PurePosixPath(urlsplit(url).path).suffix.lower()


def worth_asking(url: str) -> bool:
    """Whether an address may lead to something read: not an image, a style sheet, an archive."""
    return not _NEVER_READ.match(_TYPES.guess_type(urlsplit(url).path)[0] or "")


def look(url: str, page: bytes, headers: httpx.Headers) -> Seen:
    """A page's links and rights, from its tags and its answer's X-Robots-Tag; `page` is b"" when it is no HTML."""
    orders = _orders(headers.get_list("x-robots-tag"))
    try:
        tree = html.document_fromstring(page, parser=html.HTMLParser(encoding=_charset(headers)))
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty or broken page has no links
        return Seen(indexable="noindex" not in orders)
    named = [node for node in tree.iter("meta") if node.get("name", "").strip().lower() in ("robots", ROBOT.lower())]
    orders |= _orders([node.get("content", "") for node in named])
    base = next((found for node in tree.iter("base") if (found := join(url, node.get("href", "")))), url)
    nodes = [] if "nofollow" in orders else tree.iter("a", "area")
    links = (join(base, node.get("href")) for node in nodes if node.get("href") and not _is_nofollow(node))
    return Seen(tuple(dict.fromkeys(link for link in links if link)), "noindex" not in orders)


def to_keep(reply: Reply) -> bytes:
    """The bytes of the copy: as they came, unless only the answer's header says in which encoding they are."""
    charset = _charset(reply.headers)
    if suffix_of(reply) != ".html" or charset in (None, "utf-8", "iso8859-1", "cp1252"):
        return reply.body
    try:
        return codecs.BOM_UTF8 + reply.body.decode(charset).encode()
    except UnicodeDecodeError:  # the header is wrong: the page's own mark-up will tell
        return reply.body


def _is_nofollow(link: Any) -> bool:
    return "nofollow" in link.get("rel", "").lower().split()


def _charset(headers: httpx.Headers) -> str | None:
    """Python's name of the encoding that the header gives, None when it gives none that is known."""
    found = re.search(r"charset=[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    try:
        return codecs.lookup(found.group(1)).name if found else None
    except LookupError:
        return None


def _orders(values: list[str]) -> set[str]:
    """« noindex », « nofollow » of robots directives; « none » is both. Those for another robot are not ours."""
    found: set[str] = set()
    for value in values:
        robot, _, rest = value.lower().rpartition(":")
        if robot.strip() in ("", ROBOT.lower()):
            found |= set(re.findall(r"[a-z]+", rest))
    return found | ({"noindex", "nofollow"} if "none" in found else set())
