"""`python -m bench.name_weights`: learns records/redaction/weights.json from eval/redaction/dev.jsonl.

Each case is told several times, its names drawn anew from the State's lists and once without capitals: what is learnt
is where names are said, not which. Cases are told before the rules of records/redaction and after: what these leave is
what there is to find. The demonstration documents and the questions of eval/cases/dev.jsonl, which hold no name, are
told too, and sentences on towns and laws (`NO_ONES`). It takes half a minute, and gives the same weights each time.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.redaction import RedactionCase, load
from domain.text import fold
from records.redaction.known import everyone, known_as
from records.redaction.likely import WEIGHTS, how_loud, read, seen
from records.redaction.redact import by_rules

TOLD_TIMES = 4
SEED = 7
SCALE = 100  # weights are kept as integers
_LEAST_SEEN = 5  # times, for a weight
_LEAST_WEIGHT = 5
_OF_DOCUMENTS, _OF_TOWNS = 0.5, 0.3  # what an example counts for, a case's being one
_HOUSE = Path(__file__).resolve().parent.parent
_LINE_CHARS = 30  # below, a line of a document is none
_WORD = re.compile(r"[^\W\d_][\w-]*")
_NO_NAME = re.compile(
    r"\d|@|arobase|\b(?:rue|route|chemin|impasse|quai|avenue|place|all[ée]e|boulevard)\b", re.IGNORECASE
)
_SMALL = frozenset(("les", "des", "van", "von", "den", "del", "ben", "der"))
NO_ONES = (
    "La commune de {} peut-elle louer ce terrain à {} ?",
    "Le maire de {} refuse de signer, que faire ?",
    "À {}, le conseil a voté la subvention",
    "Le terrain est à cheval sur {} et {}, qui délibère ?",
    "Entre {} et {} le chemin est fermé",
    "La fusion de {} avec {} change-t-elle le nombre d'élus ?",
    "Nous sommes une petite commune près de {}, avons-nous droit à la DETR ?",
    "L'ancien nom de {} est encore sur le tampon",
    "{} a-t-elle le droit de préempter ?",
    "Les habitants de {} paient-ils la cantine de {} ?",
    "la mairie de {} et celle de {} partagent un agent",
    "Le conseil municipal de {} nous propose un groupement",
    "Un agent de {} peut-il travailler à {} ?",
    "La communauté de communes du pays de {} reprend l'eau",
    "l'école de {} ferme, les enfants iront à {}",
    "Le moulin de {} et l'étang de {} sont communaux",
    "Le syndicat {} - {} gère les ordures",
    "Jurisprudence {} : s'applique-t-elle encore ?",
    "L'arrêt Commune de {} le dit-il ?",
    "La loi {} est-elle abrogée ?",
    "Le rapport {} sur les communes nouvelles",
    "Le logiciel {} tombe en panne, qui paie ?",
    "La société {} a remporté le lot 3",
    "{} nous propose un diagnostic à 3 000 €, faut-il trois devis ?",
    "L'association {} demande une salle",
    "La SCIC {} et la SAS {} fusionnent",
)


class Example(NamedTuple):
    """What is seen of a word, if it is one of a name, and what it counts for."""

    seen: tuple[str, ...]
    named: bool
    counts: float


class Names:
    """First names and surnames to draw from, the usual ones more often."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        known = [(word, int(code[0]), int(code[1])) for word, code in everyone() if len(word) > 2]
        self._surnames = [word for word, surname, _ in known for _ in range(surname - 1)]
        self._first_names = [word for word, _, first in known for _ in range(first - 2)]

    def like(self, word: str) -> str:
        """Another name, written as this one is."""
        code = known_as(fold(word))
        drawn = self._draw.choice(self._first_names if code[1] > code[0] else self._surnames)
        if word.isupper():
            return drawn.upper()
        return drawn.title() if word[0].isupper() else drawn


def renamed(case: RedactionCase, names: Names) -> RedactionCase:
    """The case with other people in it: the same name for the same word."""
    told: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) <= 2 or fold(word) in _SMALL:
            return word
        return told.setdefault(word, names.like(word))

    text, personal = case.text, []
    for item in sorted(case.personal, key=len, reverse=True):
        new = _WORD.sub(other, item) if _is_name(item) else item
        text = re.sub(rf"(?<![\w-]){re.escape(item)}(?![\w-])", new.replace("\\", r"\\"), text)
        personal.append(new)
    return replace(case, text=text, personal=tuple(personal))


def lowered(case: RedactionCase) -> RedactionCase:
    """The case as one writes it in a hurry: without a capital."""
    return replace(case, text=case.text.lower(), personal=tuple(item.lower() for item in case.personal))


def of_cases(cases: Iterable[RedactionCase], names: Names) -> Iterator[Example]:
    """The words of the cases, before the rules and after."""
    for case in cases:
        told = [case]
        if any(map(_is_name, case.personal)):
            told += [renamed(case, names) for _ in range(TOLD_TIMES - 1)]
            told[-1] = lowered(told[-1])
        for one in told:
            yield from _examples(one.text, one.personal, 1 / len(told))
            yield from _examples(by_rules(one.text), one.personal, 1 / len(told))


def of_documents(root: Path = _HOUSE) -> Iterator[Example]:
    """The words of the questions and of the demonstration documents: none is a name."""
    lines = (root / "eval" / "cases" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines]
    for path in sorted((root / "corpus").rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        texts += [line for line in lines if len(line) > _LINE_CHARS and line[0] not in "|-"]
    for text in texts:
        yield from _examples(by_rules(text), (), _OF_DOCUMENTS)


def of_towns(draw: random.Random) -> Iterator[Example]:
    """Communes, and what is called as they are, where a name could be."""
    towns = [word.title() for word, code in everyone() if code.endswith("c")]
    for sentence in NO_ONES * TOLD_TIMES * 3:
        yield from _examples(by_rules(sentence.format(draw.choice(towns), draw.choice(towns))), (), _OF_TOWNS)


def learnt(examples: Sequence[Example]) -> tuple[dict[str, int], int]:
    """The weight of what is seen, and the threshold above which a word is more likely a name than not."""
    counts = Counter(one for example in examples for one in set(example.seen))
    often = sorted(one for one, count in counts.items() if count >= _LEAST_SEEN)
    columns = {one: column for column, one in enumerate(often)}
    seen_at = [sorted({columns[one] for one in example.seen if one in columns}) for example in examples]
    pointers = [0]
    for row in seen_at:
        pointers.append(pointers[-1] + len(row))
    flat = [column for row in seen_at for column in row]
    matrix = csr_matrix(([1.0] * len(flat), flat, pointers), shape=(len(examples), len(columns)))
    model = LogisticRegression(max_iter=2_000, solver="liblinear", random_state=SEED)
    counted = [example.counts for example in examples]
    model.fit(matrix, [example.named for example in examples], sample_weight=counted)
    weights = {one: round(SCALE * float(model.coef_[0][column])) for one, column in columns.items()}
    kept = {one: weight for one, weight in weights.items() if abs(weight) >= _LEAST_WEIGHT}
    return kept, -round(SCALE * float(model.intercept_[0]))


def _is_name(item: str) -> bool:
    return not _NO_NAME.search(item)


def _examples(text: str, personal: Sequence[str], counts: float) -> Iterator[Example]:
    """The words that may be a name, but those of an address and those said both of someone and not."""
    named = {word for item in personal if _is_name(item) for word in _WORD.findall(fold(item))}
    unsure = {word for item in personal if not _is_name(item) for word in _WORD.findall(fold(item))}
    innocent = text
    for item in sorted(personal, key=len, reverse=True):
        innocent = innocent.replace(item, " ")
    unsure |= named & set(_WORD.findall(fold(innocent)))
    words = read(text)
    loud = how_loud(words)
    for index, word in enumerate(words):
        key = fold(word.text)
        parts = {key, *_WORD.findall(key)}
        if word.candidate and not parts & unsure:
            yield Example(tuple(seen(words, index, loud)), bool(parts & named), counts)


def main() -> None:
    """Learn and write the weights."""
    draw = random.Random(SEED)
    examples = [*of_cases(load("dev"), Names(draw)), *of_documents(), *of_towns(draw)]
    weights, threshold = learnt(examples)
    told = {"threshold": threshold, "weights": weights}
    WEIGHTS.write_text(json.dumps(told, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
