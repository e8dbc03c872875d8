"""Names and small questions of Word's XML (ECMA-376, part 1)."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATES = f"{_MC}AlternateContent"
_OFF = frozenset({"0", "false", "off"})

Node = Any
"""An lxml element: the library has no types."""


def value(node: Node, path: str) -> str:
    """The w:val of the element at a path such as "pPr/pStyle"; "" when there is none."""
    found = node.find("/".join(W + step for step in path.split("/")))
    return "" if found is None else found.get(W + "val", "")


def switch(node: Node, path: str) -> bool | None:
    """What an on/off property says (17.17.4: present means on), None when it is absent."""
    found = node.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + "val", "1") not in _OFF


def shown_alternate(alternates: Node) -> Node:
    """Of the same content written for new and for old versions of Word, one; else it would be read twice."""
    return next(iter(alternates), ())
