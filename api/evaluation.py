"""Runs of the eval set as the desk's pages show them. Its libraries take seconds to import: handlers import it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.evaluation import EvalRun, Figure
from domain.warnings import warning_label
from eval.compare import Comparison
from eval.dataset import SAID, cases_digest
from eval.differences import differences
from eval.gate import BASELINE, failures, faults
from eval.metrics import LABELS, LOWER_IS_BETTER, METRICS, correct, figures, right_citation, unsupported
from eval.report import KINDS, STATUSES
from eval.runs import CaseRun, Cited, Run, Setting
from eval.subject import Dataset

GATED_SPLIT = "test"
ORDER = (*METRICS, "R@1", "R@5", "R@10", "RR@10", "nDCG@10", "ece", "auroc")
"""Answers first: they are what people read. Times follow."""
_RANKED = {
    "R@1": "documents attendus trouvés en tête",
    "R@5": "documents attendus parmi les 5 premiers",
    "R@10": "documents attendus parmi les 10 premiers",
    "RR@10": "inverse du rang du premier attendu",
    "nDCG@10": "qualité du classement (nDCG@10)",
}
_DECIMALS = frozenset({"unsupported", "ece", "auroc", "RR@10", "nDCG@10"})
"""Told as numbers; the others are shares, or milliseconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """A metric of a run, as text."""

    label: str
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class Change:
    """A metric of two runs; `verdict` is « mieux », « moins bien », or "" when it may be chance."""

    label: str
    before: str
    after: str
    difference: str
    interval: str
    won: int
    lost: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Group:
    """How many cases of a kind or a theme were answered right."""

    name: str
    right: int
    total: int


@dataclass(frozen=True, slots=True)
class Line:
    """A case in a list."""

    id: str
    question: str
    kind: str
    theme: str
    expected: str
    status: str
    right: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a run: `measured` is false of a run that has none of the questions that floors are for."""

    measured: bool
    failures: tuple[str, ...]


def figure_rows(found: dict[str, Figure]) -> list[Row]:
    """Every metric, answers first."""
    names = [*(name for name in ORDER if name in found), *(name for name in found if name not in ORDER)]
    return [Row(label_of(name), shown(name, found[name].value), _interval(name, found[name])) for name in names]


def verdict_of(run: EvalRun, cases: Sequence[CaseRun]) -> Verdict:
    """The gate of `make gate`, for a run of the questions that come with Guichet; what no run may show, for others.

    Raises:
        UnreadableFile: the floors cannot be read.
    """
    gated = tuple(one for one in cases if one.case.split == GATED_SPLIT)
    if run.dataset != Dataset.CASES or not gated:
        return Verdict(measured=False, failures=tuple(faults(figures(cases))))
    setting = Setting(
        date=f"{run.started_at:%Y-%m-%d}",
        model=run.model,
        retriever=run.retriever,
        machine=run.machine,
        corpus_digest=run.documents,
        cases_digest=cases_digest(tuple(one.case for one in gated)),
    )
    return Verdict(measured=True, failures=failures(Run(setting=setting, cases=gated), BASELINE))


def groups(cases: Sequence[CaseRun], field: str) -> list[Group]:
    """Right answers by « kind » or « theme », the least right first."""
    counted: dict[str, list[bool]] = {}
    for one in cases:
        counted.setdefault(str(getattr(one.case, field)), []).append(correct(one))
    found = [Group(KINDS.get(name, name), sum(right), len(right)) for name, right in counted.items()]
    return sorted(found, key=lambda group: (group.right / group.total, -group.total, group.name))


def lines(cases: Sequence[CaseRun], kind: str = "", theme: str = "", right: str = "") -> list[Line]:
    """The cases that a filter keeps (`right`: « oui » or « non »), wrong ones first."""
    kept = [
        line_of(one)
        for one in cases
        if kind in ("", one.case.kind) and theme in ("", one.case.theme) and right in ("", _yes_no(correct(one)))
    ]
    return sorted(kept, key=lambda line: line.right)


def line_of(one: CaseRun) -> Line:
    """A case of a list."""
    case = one.case
    kind, expected, status = KINDS[case.kind], STATUSES[case.expected_status], STATUSES[one.status]
    return Line(case.id, case.question, kind, case.theme, expected, status, correct(one))


def changes(comparison: Comparison) -> list[Change]:
    """Every metric of two runs, over the cases that both hold."""
    was, now = (figures([pair[side] for pair in comparison.pairs]) for side in (0, 1))
    gaps = differences(comparison.pairs)
    return [
        Change(
            label=label_of(name),
            before=shown(name, was[name].value),
            after=shown(name, now[name].value),
            difference=shown(name, gaps[name].value, signed=True),
            interval=_interval(name, gaps[name], signed=True),
            won=comparison.contests[name].wins,
            lost=comparison.contests[name].losses,
            verdict=_better(name, gaps[name]),
        )
        for name in ORDER
        if name in was and name in now and name in gaps and name in comparison.contests
    ]


def kinds_of(cases: Sequence[CaseRun]) -> list[tuple[str, str]]:
    """The kinds that a filter may choose, with their names."""
    return [(kind.value, KINDS[kind]) for kind in dict.fromkeys(one.case.kind for one in cases)]


def citations(one: CaseRun) -> list[tuple[Cited, bool]]:
    """What an answer cites, and whether each rests on an expected passage."""
    return [(cited, right_citation(cited, one.case.relevant)) for cited in one.citations]


def missed(one: CaseRun, titles: Mapping[str, str]) -> Iterator[str]:
    """In French, a line for each thing that a right answer has and this one has not; documents by title."""
    case = one.case
    if one.status is not case.expected_status and not (case.answerable and one.status in SAID):
        yield f"attendu : {STATUSES[case.expected_status]} ; obtenu : {STATUSES[one.status]}"
    yield from (f"n'est pas dit : {fact.value}" for fact in case.expected_facts if not fact.said_in(one.text))
    yield from (f"est dit et ne devait pas l'être : {f.value}" for f in case.forbidden_facts if f.said_in(one.text))
    found = {hit.document_id for hit in one.ranking}
    wanted = dict.fromkeys(gold.document_id for gold in case.relevant)
    yield from (
        f"n'est pas parmi les dix premiers trouvés : {titles.get(document, document)}"
        for document in wanted
        if document not in found
    )
    for fact in dict.fromkeys(gold.fact for gold in case.relevant):
        gold = [quote for quote in case.relevant if quote.fact == fact]
        if not any(right_citation(cited, gold) for cited in one.citations):
            yield f"le passage attendu n'est pas cité{f' ({fact})' if fact else ''}"
    absent = (code for code in case.expected_warnings if code not in one.warnings)
    yield from (f"avertissement absent : {warning_label(code) or code}" for code in absent)
    if count := unsupported(one):
        yield f"{count} valeur(s) que les citations ne portent pas"
    yield from (f"citation inexacte : {cited.quote}" for cited in one.citations if not cited.exact)
    yield from (f"fuite : {leak}" for leak in one.leaks)


def label_of(name: str) -> str:
    """A metric's name, as people read it."""
    return _RANKED.get(name) or LABELS.get(name, name)


def shown(name: str, value: float, *, signed: bool = False) -> str:
    """« 87,3 % », « 0,912 », « 41 ms ». A signed one says by how much: « +1,2 point », in points of a share."""
    sign = "+" if signed and value > 0 else ""
    if "_ms_" in name:
        return f"{sign}{_decimal(value, 0)}\u00a0ms"
    if name in _DECIMALS:
        return f"{sign}{_decimal(value, 3)}"
    return f"{sign}{_decimal(100 * value, 1)}\u00a0{'pt' if signed else '%'}"


def _interval(name: str, figure: Figure, *, signed: bool = False) -> str:
    return f"de {shown(name, figure.low, signed=signed)} à {shown(name, figure.high, signed=signed)}"


def _decimal(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace(".", ",").replace("-", "−")


def _better(name: str, gap: Figure) -> str:
    """Told only when the whole interval is on one side."""
    if gap.low <= 0 <= gap.high:
        return ""
    return "mieux" if (gap.value > 0) is not (name in LOWER_IS_BETTER) else "moins bien"


def _yes_no(value: bool) -> str:
    return "oui" if value else "non"
