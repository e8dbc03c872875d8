"""The main content of a web page: trafilatura says where it is, the page's own tree says how it is built.

trafilatura alone would flatten lists and tables, and drop sentences of the short pages that town halls write;
the tree alone cannot tell a column of links from a page. So: the content is an element of the tree, the one that
the page declares or that holds what trafilatura took, and only furniture is emptied in it.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator

import trafilatura

from domain.text import fold, words
from ingest.readers.html.page import Node, empty

HELD = 0.95
"""Share of what trafilatura took that an element must hold to be where the content is."""
ENOUGH = 0.6
"""Share of the page's prose that the content must hold; less, and trafilatura took one part for the whole."""
MOSTLY_LINKS = 0.6
"""Share of linked text from which an element leads elsewhere rather than says something."""
WHOLE_PAGE = 0.9
"""An element with this share of the text is no furniture: old sites call their outermost box « menu-gauche »."""
MIN_TELLING_CHARS = 12
MAX_ID_WORDS = 3

_FURNITURE = frozenset(
    {
        "cookie", "cookies", "consent", "rgpd", "gdpr", "tarteaucitron", "axeptio", "didomi", "onetrust", "breadcrumb",
        "breadcrumbs", "ariane", "newsletter", "disqus", "comments", "commentlist", "commentaires", "share", "sharing",
        "partage", "partager", "skiplink", "skiplinks", "evitement", "pagination", "pager", "feedback", "addtoany",
        "sharethis", "modal", "popup", "navbar", "toolbar",
    }
)  # fmt: skip
_DOUBTFUL = frozenset({"menu", "nav", "navigation", "sidebar", "related", "similar", "associes", "social", "footer"})
_FURNITURE_ROLES = frozenset({"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"})
_BOXES = frozenset({"div", "section", "aside", "header", "footer", "ul", "ol", "p", "form", "table", "nav"})
_DOUBTFUL_TAGS = frozenset({"aside", "header", "footer", "form"})
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_STATES = re.compile(r"(?:no|has|with|is)[-_].*|.*[-_](?:open|closed|enabled|disabled)")
_ACTIONS = re.compile(
    r"(?:imprimer|partager|fermer|menu|accueil|(?:retour en )?haut(?: de (?:la )?page)?)\W*"
    r"|(?:imprimer|partager) (?:cette|la) page|partager sur \w+|aller au (?:contenu|menu)(?: principal)?"
)

# It warns of each page too short for it, which is read all the same.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_content(tree: Node) -> Node:
    """The element that holds the page's content, its furniture emptied.

    `tree` has been through `drop_unseen`; it is changed.
    """
    taken = _taken(tree)
    text = _Text(tree, taken)
    declared = _declared(tree, text)
    _clear(tree if declared is None else declared, text, sure_of_place=declared is not None)
    return _found(tree, _Text(tree, taken)) if declared is None else declared


class _Text:
    """How many letters and digits each element holds: in all, in links, and of what trafilatura took."""

    def __init__(self, tree: Node, taken: str) -> None:
        self._taken = taken
        self.all: Counter[Node] = Counter()
        self.linked: Counter[Node] = Counter()
        self.taken: Counter[Node] = Counter()
        self.telling: set[Node] = set()
        for node in reversed(list(tree.iter())):  # children come before their parent
            self._add(node, node.text)
            for child in node:
                self._add(node, child.tail)
                for count in (self.all, self.linked, self.taken):
                    count[node] += count[child]
            if node.tag == "a":
                self.linked[node] = self.all[node]

    def _add(self, node: Node, text: str | None) -> None:
        key = "".join(words(text or ""))
        self.all[node] += len(key)
        if key and key in self._taken:
            self.taken[node] += len(key)
            if len(key) >= MIN_TELLING_CHARS:
                self.telling.add(node)


def _taken(tree: Node) -> str:
    """The letters and digits of what trafilatura takes for the main content; "" when it finds none."""
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True)
    if found is None or isinstance(found, dict) or found.body is None:
        return ""
    return "".join(words(" ".join(found.body.itertext())))


def _declared(tree: Node, text: _Text) -> Node | None:
    """The element that the page itself gives as its content, <main> or its only <article>; None in doubt."""
    candidates = tree.xpath("//main|//*[@role='main']")
    articles = tree.xpath("//article[not(ancestor::article)]")
    if not candidates and len(articles) == 1:
        candidates = articles
    declared = max(candidates, key=lambda node: text.all[node], default=None)
    if declared is None or not text.all[declared] or text.taken[declared] < text.taken[tree] / 2:
        return None
    return declared


def _found(tree: Node, text: _Text) -> Node:
    """The deepest element that holds nearly all that trafilatura took and enough of the prose that is left."""
    prose = text.all - text.linked
    root, goal = tree, HELD * text.taken[tree]
    while goal and (inner := next((child for child in root if text.taken[child] >= goal), None)) is not None:
        root = inner
    while root is not tree and prose[root] < ENOUGH * prose[tree]:
        root = root.getparent()
    return root


def _clear(root: Node, text: _Text, *, sure_of_place: bool) -> None:
    """Empty the furniture below `root`; `sure_of_place` when all else in it is known to be content.

    Else boxes of links that trafilatura left out are content only between the first and the last sentence that it
    took: pages have their menus above and below.
    """
    nodes = list(root.iterdescendants())
    told = [i for i, node in enumerate(nodes) if node in text.telling]
    first, last = (told[0], told[-1]) if told else (len(nodes), len(nodes))
    for i, node in enumerate(nodes):
        names = frozenset(_names(node))
        leads_away = text.linked[node] >= MOSTLY_LINKS * text.all[node]
        untaken = not sure_of_place and text.taken[node] < text.all[node] / 2
        outside = untaken and not first <= i <= last and node.tag in _BOXES and leads_away
        doubtful = (node.tag in _DOUBTFUL_TAGS or names & _DOUBTFUL) and (leads_away or untaken)
        whole = text.all[node] > WHOLE_PAGE * text.all[root] or _holds_title(node)
        if _is_menu(node) or ((names & _FURNITURE or doubtful or outside) and not whole):
            empty(node)


def _is_menu(node: Node) -> bool:
    if node.tag == "a":
        return bool(_ACTIONS.fullmatch(fold("".join(node.itertext()))))
    return node.tag in ("nav", "search") or fold(node.get("role", "")) in _FURNITURE_ROLES


def _holds_title(node: Node) -> bool:
    return node.tag in ("main", "article") or next(node.iterdescendants("h1", "main"), None) is not None


def _names(node: Node) -> Iterator[str]:
    """The words of a box's classes and id. « partage-des-frais-de-scolarite » is an anchor made from a title."""
    if node.tag not in _BOXES:
        return
    for name in node.get("class", "").split():
        if not _STATES.fullmatch(name.lower()):
            yield from map(str.lower, _WORD.findall(name))
    named = _WORD.findall(node.get("id", ""))
    yield from map(str.lower, named if len(named) <= MAX_ID_WORDS else ())
