"""Random documents whose every sentence is known: what it is, where it stands, what it belongs with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from domain.types import Block, BlockKind

STANDS_ALONE = (
    "Le loyer du lot {n} est fixé par l'art. L. 411-1 du code rural.",
    "M. Dupont signe l'acte n° 47-{n} devant Me Martin.",
    "La loi n° 47-1775 du 10 sept. 1947, art. 19 septies, al. 2, vise le lot {n}.",
    "Le conseil délibère le 1er janv. 2024 (CE, 3 nov. 1997, n° {n}).",
    "Qui paie le lot {n} ?",
    "« Le maire vend le lot {n}. »",
    "Le prix du lot {n} est de 12\u00a0000\u202f€ HT\u00a0!",
    "L’œuvre e\u0301te\u0301 n° {n} coûte 3,50 € – déjà…",
    "Les élu.e.s du lot {n} votent, cf. p. 12 et suiv. du guide.",
    "Le lot {n} est co\u00adlo\ufb01é au\u200b cadastre d’été.",
    "Voir https://www.exemple.fr/lot-{n}.html pour le détail.",
)
DEPENDS = (
    "Toutefois, le lot {n} est exclu (art. R. 2122-8, 1°).",
    "Sauf accord du préfet, le délai {n} court.",
    "À défaut, M. le maire saisit le juge du lot {n}.",
    "Elle délibère ensuite sur le lot {n}.",
    "Cette règle vaut pour le lot {n}.",
    "Ce délai est de {n} jours.",
    "Dans ce cas, le lot {n} reste à la commune.",
    "II. – Par dérogation au I, le lot {n} est vendu.",
)
ITEMS = ("le plan du lot {n} ;", "l'avis n° {n} du service (art. L. 1311-9) ;", "un devis de {n} €, signé ;")
HEADINGS = ("Vendre", "Le prix", "Louer une terre", "Annexe")
LABELS = {"L411-1": "Article L. 411-1", "3": "Art. 3", "1": "Article 1er", "5 bis": "Article 5 bis"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, a list item or a table row as planted.

    `section` counts from 0. `needs`: it is understood only with the piece before it. `held`: it belongs with
    the piece before it, as an item of an announced list or an alinéa of an article do.
    """

    text: str
    section: int
    page: int | None
    article: str | None
    needs: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Planted:
    """A document as a reader would give it, and what was planted in it."""

    blocks: tuple[Block, ...]
    pieces: tuple[Piece, ...]


class _Writer:
    """Writes blocks one after the other, noting where sections start."""

    def __init__(self, *, paged: bool) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self._page = 1 if paged else None
        self._article: str | None = None
        self._announced = False
        self._section = 0
        self._serial = 0

    def turn(self, pages: int) -> None:
        if self._page is not None and pages:
            self._page += pages
            self._open_section(self._article)

    def head(self, level: int, text: str) -> None:
        self._open_section(None)
        self.blocks.append(Block(BlockKind.HEADING, text, level, self._page, self._page))

    def article(self, number: str, text: str) -> None:
        self._open_section(number)
        self.paragraph([text], [False])

    def paragraph(self, templates: Sequence[str], needs: Sequence[bool]) -> None:
        self._announced = templates[-1].endswith(":")
        self._write(BlockKind.PARAGRAPH, templates, needs, held=False)

    def item(self, template: str, level: int) -> None:
        before = self.blocks[-1] if self.pieces and self.pieces[-1].section == self._section else None
        nested = before is not None and before.kind is BlockKind.LIST_ITEM and before.level < level
        needs = nested or (before is not None and before.text.endswith(":"))
        self._write(BlockKind.LIST_ITEM, [template], [needs], held=self._announced, level=level)

    def row(self, template: str) -> None:
        self._announced = False
        self._write(BlockKind.TABLE_ROW, [template], [False], held=False)

    def _open_section(self, article: str | None) -> None:
        self._section += 1
        self._article, self._announced = article, False

    def _write(
        self, kind: BlockKind, templates: Sequence[str], needs: Sequence[bool], *, held: bool, level: int = 0
    ) -> None:
        texts = []
        for template in templates:
            self._serial += 1
            texts.append(template.replace("{n}", str(self._serial)))
        self.blocks.append(Block(kind, " ".join(texts), level, self._page, self._page))
        within = held or self._article is not None
        for text, need in zip(texts, needs, strict=True):
            self.pieces.append(Piece(text, self._section, self._page, self._article, need, within))


@st.composite
def documents(draw: st.DrawFn, *, paged: bool = True) -> Planted:
    """A document of up to nine parts: headings, paragraphs, lists, tables, articles, over some pages."""
    writer = _Writer(paged=paged and draw(st.booleans()))
    kinds = st.sampled_from((_heading, _paragraph, _paragraph, _list, _table, _article))
    for part in draw(st.lists(kinds, min_size=1, max_size=9)):
        writer.turn(draw(st.sampled_from((0, 0, 0, 1, 2))))
        part(draw, writer)
    return Planted(tuple(writer.blocks), tuple(writer.pieces))


def any_blocks() -> st.SearchStrategy[list[Block]]:
    """Blocks of arbitrary characters, blank ones among them."""
    texts = st.one_of(
        st.text(st.characters(exclude_categories=[]), max_size=80),
        st.sampled_from(("", " \u00a0 ", "***", "\u2014", "\u2022 \u200b", "a : ", "1.", "Article 3")),
    )
    return st.lists(st.builds(Block, st.sampled_from(BlockKind), texts, st.integers(1, 6)), max_size=12)


def _heading(draw: st.DrawFn, writer: _Writer) -> None:
    writer.head(draw(st.integers(1, 6)), draw(st.sampled_from(HEADINGS)))


def _paragraph(draw: st.DrawFn, writer: _Writer) -> None:
    long = "Le lot {n} comprend " + ", ".join(["une parcelle"] * draw(st.integers(5, 90))) + "."
    templates = draw(st.lists(st.sampled_from((*STANDS_ALONE, *DEPENDS, long)), min_size=1, max_size=7))
    writer.paragraph(templates, [template in DEPENDS for template in templates])


def _list(draw: st.DrawFn, writer: _Writer) -> None:
    if draw(st.booleans()):
        writer.paragraph(["Le dossier n° {n} comprend :"], [False])
    writer.item(draw(st.sampled_from(ITEMS)), 0)
    for template in draw(st.lists(st.sampled_from(ITEMS), max_size=8)):
        writer.item(template, draw(st.sampled_from((0, 0, 1))))


def _table(draw: st.DrawFn, writer: _Writer) -> None:
    for _ in range(draw(st.integers(1, 6))):
        writer.row("Seuil : {n} 000 € HT. Publicité ; Procédure : M. A.")


def _article(draw: st.DrawFn, writer: _Writer) -> None:
    number, label = draw(st.sampled_from(sorted(LABELS.items())))
    writer.article(number, label + " – Le lot {n} est loué.")
    for _ in range(draw(st.integers(0, 4))):
        _paragraph(draw, writer)
