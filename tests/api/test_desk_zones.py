"""/equipe/zones: the page, its chart and its file say the numbers of a log that is known."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest

from api.zones import HEIGHT, as_csv, charts
from domain.receipts import ComposerKind, Feedback, Receipt, Recipe, Reply, Zone
from domain.types import Answer, AnswerStatus, AnswerWarning
from records.database import open_database
from records.receipts import SqlReceipts
from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.api.desk import at_the_desk, text_of
from tests.builders import a_document, a_hit, a_query

THIS_MONTH = datetime.now(UTC).replace(day=1, hour=1)
LAST_MONTH = (THIS_MONTH - timedelta(days=5)).replace(day=1, hour=1)
LONG_AGO = THIS_MONTH - timedelta(days=800)
LOG = (  # theme, when, status, stale, downvoted
    ("foncier", LAST_MONTH, AnswerStatus.ABSTAINED, False, True),
    ("foncier", LAST_MONTH, AnswerStatus.ABSTAINED, True, False),
    ("foncier", THIS_MONTH, AnswerStatus.CLARIFY, False, False),
    ("foncier", THIS_MONTH, AnswerStatus.ABSTAINED, False, False),
    ("=HYPERLINK(1)", THIS_MONTH, AnswerStatus.CLARIFY, False, False),
    ("", THIS_MONTH, AnswerStatus.ABSTAINED, False, False),
    ("foncier", LONG_AGO, AnswerStatus.ABSTAINED, False, False),
)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("zones")
    (folder / "data").mkdir()
    engine = open_database(f"sqlite:///{folder / 'data' / 'guichet.db'}")
    receipts = SqlReceipts(engine)
    for number, (theme, at, status, stale, downvoted) in enumerate(LOG):
        hits = (a_hit("Un passage.", 0.9, document=replace(a_document(), theme=theme)),) if theme else ()
        warned = (AnswerWarning("stale", "À savoir."),) if stale else ()
        answer = Answer(id=f"a{number}", status=status, text="Rien.", warnings=warned, notice="")
        reply = Reply(answer, hits, Recipe(ComposerKind.EXTRACTIVE, "p"))
        receipts.keep(Receipt(a_query("Une question ?"), reply, at, f"c{number}"))
        if downvoted:
            receipts.note_feedback(Feedback(answer.id, useful=False))
    engine.dispose()
    with serving(folder, model_dir, GUICHET_STAFF_TOKEN=STAFF_TOKEN, GUICHET_KEEP_DAYS="3000") as started:
        yield started


@pytest.fixture(scope="module")
def desk(seeded: Server) -> Iterator[httpx.Client]:
    with at_the_desk(seeded) as browser:
        yield browser


def rows(page: str, table: str) -> list[list[str]]:
    """The cells of a table's body, as text."""
    [body] = re.findall(rf'<table[^>]* id="{table}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    cells = (re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1])
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def test_the_table_counts_the_log_by_theme_most_refusals_first(desk: httpx.Client) -> None:
    page = desk.get("/equipe/zones?mois=12").text

    # theme, asked, answered, partial, clarified, refused, downvoted, stale
    assert rows(page, "zones") == [
        ["Foncier", "4", "0", "0", "1", "3", "1", "1"],
        ["Sans thème", "1", "0", "0", "0", "1", "0", "0"],
        ["=HYPERLINK(1)", "1", "0", "0", "1", "0", "0", "0"],
    ]
    assert [row[1:6] for row in rows(page, "zones-par-mois") if row[0].startswith("foncier")] == [
        ["2", "0", "0", "0", "2"],
        ["2", "0", "0", "1", "1"],
    ]
    assert '<a href="/equipe/questions?theme=foncier">Foncier</a>' in page
    assert "6 questions, dont 4 sans réponse (67 %)" in text_of(desk.get("/equipe/zones"))


def test_the_numbers_are_those_of_the_api(desk: httpx.Client, seeded: Server) -> None:
    with seeded.client() as client:
        client.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
        for months in (1, 12, 60):
            told = client.get("/v1/zones", params={"months": months}).json()["zones"]
            table = desk.get("/equipe/zones/tableau.csv", params={"mois": months})

            lines = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff")), delimiter=";"))
            names = ("asked", "answered", "partial", "clarified", "refused", "downvoted", "stale")
            assert [line[1:] for line in lines[1:]] == [
                [zone["month"][:7], *(str(zone[name]) for name in names)] for zone in told
            ]


def test_the_file_opens_in_a_spreadsheet_and_runs_nothing_there(desk: httpx.Client) -> None:
    response = desk.get("/equipe/zones/tableau.csv")

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert response.headers["cache-control"] == "no-store"
    assert response.text.startswith("\ufeffthème;mois;posées;")
    assert "\n'=HYPERLINK(1);" in response.text


def test_a_chart_says_in_words_what_it_draws(desk: httpx.Client) -> None:
    page = desk.get("/equipe/zones").text

    first = page[page.index('<svg viewBox="0 0 320') :]
    first = first[: first.index("</svg>")]
    assert 'role="img"' in first
    assert "4 posées, 3 sans réponse, 1 jugées inutiles, 1 sur des sources périmées." in first
    assert "Le plus de questions sans réponse&nbsp;: 2 en" in first
    assert "style=" not in page  # the policy of our pages would drop it


def test_a_period_without_questions_says_what_will_be_there(server: Server) -> None:
    with at_the_desk(server) as desk:
        page = text_of(desk.get("/equipe/zones?mois=1"))

    assert "Zones blanches" in page


def zone(theme: str, month: date, **counts: int) -> Zone:
    none = dict.fromkeys(("asked", "answered", "partial", "refused", "clarified", "downvoted", "stale"), 0)
    return Zone(theme, month, **(none | counts))


def test_bars_stand_on_one_another_at_one_scale_for_every_theme() -> None:
    march = date(2026, 3, 1)
    zones = (
        zone("foncier", march, asked=4, answered=1, refused=3, downvoted=1),
        zone("scic", march, asked=2, answered=2),
    )

    first, second = charts(zones, date(2026, 2, 1), march)

    unit = HEIGHT / 4  # the most asked in a month
    assert [(bar.kind, bar.height) for bar in first.bars] == [
        ("refused", 3 * unit),
        ("answered", unit),
        ("downvoted", unit),
    ]
    refused, answered, downvoted = first.bars
    assert refused.y + refused.height == first.axis == downvoted.y
    assert answered.y + answered.height == refused.y
    assert [(bar.kind, bar.height) for bar in second.bars] == [("answered", 2 * unit)]
    assert [tick.text for tick in first.ticks] == ["0", "1", "2", "3", "4"]
    assert first.height == second.height


def test_every_month_of_the_period_has_its_place() -> None:
    [chart] = charts([zone("scic", date(2026, 2, 1), asked=1)], date(2025, 11, 1), date(2026, 2, 1))

    assert [month.text for month in chart.months] == ["N", "D", "J", "F"]
    assert chart.bars == ()


def test_a_great_number_is_counted_in_few_steps() -> None:
    [chart] = charts([zone("scic", date(2026, 2, 1), asked=1_730, answered=1_730)], date(2026, 2, 1), date(2026, 2, 1))

    assert [tick.text for tick in chart.ticks] == ["0", "500", "1000", "1500", "2000"]


def test_the_file_names_what_has_no_theme() -> None:
    assert as_csv([zone("", date(2026, 2, 1), asked=1)]).splitlines()[1] == "Sans thème;2026-02;1;0;0;0;0;0;0"
