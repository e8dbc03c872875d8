"""Bytes of a web page → the tree of what a person sees of it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from domain.errors import NoText, UnreadableFile
from ingest.readers.numbers import whole_number
from ingest.readers.signature import looks_like, misnamed, signature
from ingest.readers.text_file import decode, read_bytes

MAX_TAGS = 300_000
"""Ten times the largest page of a town hall's site; main-content extraction takes about 30 µs a tag."""
_SNIFFED_BYTES = 4096

Node = Any
"""An lxml element: the library has no types."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_ANY_TAG = re.compile(r"<(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|dl|table|span|br)\b[^<]*>", re.I)
# What browsers read as Windows-1252, and what `decode` tells apart line by line.
_DECODED_BY_LINE = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})
_NEVER_SHOWN = frozenset(
    {
        "script", "style", "template", "noscript", "svg", "iframe", "object", "embed", "canvas", "audio", "video",
        "math", "map", "select", "textarea", "input", "datalist", "progress", "meter", "dialog", "img", "picture",
    }
)  # fmt: skip
_HIDING_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|(?:font-size|opacity):0(?:\.0+)?[a-z%]*(?:;|!|$)"
)
_HIDING_CLASSES = frozenset(
    {"sr-only", "fr-sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "element-invisible"}
)


def load_page(path: Path) -> Node:
    """The page's tree, without its comments; what a person cannot see is still there.

    Raises:
        UnreadableFile: another format under a page's name, too big, too deeply nested, not decodable.
        NoText: nothing but white space.
    """
    data = read_bytes(path)
    if (found := signature(data)) is not None:
        raise misnamed(path, found)
    if not data.strip():
        raise NoText(str(path), "le fichier est vide", hint="Enregistrez de nouveau la page depuis le navigateur.")
    if data.count(b"<") > MAX_TAGS:  # before anything slower is tried
        hint = "Découpez la page, ou exportez son texte en PDF."
        raise UnreadableFile(str(path), f"la page a plus de {MAX_TAGS} balises", hint=hint)
    text = _decode(data, path=str(path))
    if not _ANY_TAG.search(text):
        raise misnamed(path, looks_like(data))
    return _parse(text, path=str(path))


def drop_unseen(tree: Node) -> None:
    """Empty in `tree` what no reader of the page sees: scripts, hidden elements.

    Hidden text is where a page would hide orders for a language model: it must never be read.
    """
    for node in list(tree.iter()):
        if node is not tree and not _is_seen(node):
            empty(node)


def empty(node: Node) -> None:
    """Take an element's content out of its tree; the text after it belongs to its parent and stays."""
    node.clear(keep_tail=True)
    node.tag = "span"


def int_attribute(node: Node, name: str, default: int) -> int:
    """A whole number that an attribute gives; `default` when it gives none, or one that no page needs."""
    return whole_number(node.get(name), default)


def _decode(data: bytes, *, path: str) -> str:
    """The page's text: by its byte-order mark, else in the encoding that it declares when that is a true one."""
    declared = _DECLARED.search(data[:_SNIFFED_BYTES])
    if declared and b"\x00" not in data and not data.startswith(codecs.BOM_UTF8):
        encoding = declared.group(1).decode("ascii", "replace")
        try:
            if codecs.lookup(encoding).name not in _DECODED_BY_LINE:
                return data.decode(encoding)
        except (LookupError, UnicodeError):
            pass  # a page that declares what it is not: read as the others
    return decode(data, path=path)


def _parse(text: str, *, path: str) -> Node:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        # The mark-up's own declaration must not be believed twice: the text is handed over as UTF-8.
        tree = html.document_fromstring(_CONTROLS.sub("", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as exc:
        raise UnreadableFile(path, "le code de la page ne peut pas être analysé") from exc
    # Past 256 levels libxml2 stops, says so, and hands back the beginning as if it were all.
    if any(entry.level_name == "FATAL" and "RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log):
        hint = "Enregistrez de nouveau la page depuis le navigateur, ou exportez-la en PDF."
        raise UnreadableFile(path, "le code de la page est trop profondément imbriqué", hint=hint)
    return tree


def _is_seen(node: Node) -> bool:
    if node.tag in _NEVER_SHOWN and not (node.tag == "dialog" and "open" in node.attrib):
        return False
    if node.get("hidden", "until-found").strip().lower() != "until-found":
        return False
    if node.get("aria-hidden", "").strip().lower() == "true":
        return False
    if _HIDING_CLASSES.intersection(node.get("class", "").lower().split()):
        return False
    return not _HIDING_STYLE.search(re.sub(r"\s|/\*.*?\*/", "", node.get("style", "").lower()))
