"""The search page and the list of documents."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import STAFF_TOKEN, Server, serving
from tests.integration.files import write

TOPICS = ("associations", "foncier", "marchés")
SECRET = "Valmorin"


def sheet(number: int, theme: str, kind: str, year: int, text: str, visibility: str = "public") -> str:
    return (
        f"---\nid: fiche-{number}\ntitle: Fiche {number} sur la subvention\ntheme: {theme}\ntype: {kind}\n"
        f"date: {year}-05-01\nvisibility: {visibility}\n---\n{text}\n"
    )


@pytest.fixture(scope="module")
def searching_server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    """Thirteen sheets on subventions, one of them for members, in themes, kinds and years."""
    folder = tmp_path_factory.mktemp("search")
    files = {
        f"f{n}": sheet(n, TOPICS[n % 3], "fiche" if n % 2 else "modele", 2023 + n % 3, _text(n)) for n in range(12)
    }
    files["prive"] = sheet(99, "secrets", "note", 1999, f"Le dispositif {SECRET} est une subvention.", "adherent")
    with serving(folder, model_dir, write(folder / "documents", **files), GUICHET_STAFF_TOKEN=STAFF_TOKEN) as started:
        yield started


def _text(number: int) -> str:
    return f"La commune verse une subvention au comité numéro {number}. Le maire signe l'acte en séance publique."


@pytest.fixture
def anyone(searching_server: Server) -> Iterator[httpx.Client]:
    with searching_server.client() as opened:
        yield opened


def shown(client: httpx.Client, path: str = "/recherche", **asked: object) -> str:
    response = client.get(path, params={name: str(value) for name, value in asked.items()})
    assert response.status_code == 200
    return html.unescape(response.text).replace("\u00a0", " ")


def counts(page: str) -> dict[str, int]:
    """{value: documents} of every facet."""
    found = re.findall(r'<span>([^<]+)</span> <span class="count"[^>]*>(\d+)</span>', page)
    return {value: int(count) for value, count in found}


def test_words_are_marked_whatever_their_form_and_lead_to_the_reader(anyone: httpx.Client) -> None:
    page = shown(anyone, q="verser une subvention aux comités")

    assert "<b>verse</b> une <b>subvention</b>" in page
    assert re.search(r'href="/lire/fiche-\d+\?passage=\w+&debut=\d+&fin=\d+#passage"', page)


def test_facets_count_what_is_found_and_narrow_it(anyone: httpx.Client) -> None:
    whole = shown(anyone, q="subvention comité")
    narrowed = shown(anyone, q="subvention comité", theme="foncier")
    both = shown(anyone, q="subvention comité", theme="foncier", de=2024, a=2024)

    assert "12 documents trouvés" in whole
    assert counts(whole) == {
        "Associations": 4, "Foncier": 4, "Marchés": 4, "Fiche": 6, "Modèle": 6, "2025": 4, "2024": 4, "2023": 4,
    }  # fmt: skip
    assert "4 documents trouvés" in narrowed
    assert counts(narrowed) | {"Fiche": 2, "Modèle": 2} == counts(narrowed)
    assert counts(narrowed)["Associations"] == 4  # what taking another theme would give
    assert "4 documents trouvés" in both


def test_results_come_a_page_at_a_time(anyone: httpx.Client) -> None:
    first, second = (
        set(re.findall(r"/lire/(fiche-\d+)", shown(anyone, q="subvention comité", page=n))) for n in (1, 2)
    )

    assert (len(first), len(second)) == (10, 2)
    assert not first & second


def test_neither_result_nor_count_nor_list_tells_of_a_private_document(
    anyone: httpx.Client, searching_server: Server
) -> None:
    pages = [
        shown(anyone, q=f"dispositif {SECRET} subvention"),
        shown(anyone, q="subvention", theme="secrets"),
        shown(anyone, q="subvention", de=1999, a=1999),
        shown(anyone, "/documents"),
        shown(anyone, "/documents", theme="secrets"),
    ]

    for page in pages:
        asked = page.replace(f"dispositif {SECRET} subvention", "").replace("theme=secrets", "")
        asked = asked.replace('value="secrets"', "")
        assert "fiche-99" not in page
        assert "Fiche 99" not in page
        assert SECRET not in re.sub(r'value="[^"]*"|<title>[^<]*</title>|«[^»]*»|q=[^"&]*', "", asked)
        assert counts(page).get("Secrets") is None
        assert counts(page).get("1999") is None
    with searching_server.client() as staff:
        staff.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
        assert "fiche-99" in shown(staff, q=f"dispositif {SECRET}")


def test_what_nothing_speaks_of_is_said_so_with_where_to_go_next(anyone: httpx.Client) -> None:
    page = shown(anyone, q="recette tarte aux pommes")

    assert "Rien qui parle de" in page
    assert 'href="/documents"' in page
    assert "/lire/" not in page


def test_an_empty_page_asks_nothing_and_a_bad_one_says_why(anyone: httpx.Client) -> None:
    assert "trouvé" not in shown(anyone)
    bad = anyone.get("/recherche", params={"q": "???"})
    assert bad.status_code == 422
    assert "aucun mot" in bad.text


def test_what_is_searched_is_in_no_log(tmp_path: Path, model_dir: Path, searching_server: Server) -> None:
    files = write(tmp_path / "documents", un=sheet(1, "foncier", "fiche", 2024, _text(1)))
    with serving(tmp_path, model_dir, files) as server, server.client() as client:
        client.get("/recherche", params={"q": "mot-introuvable-zyx"})
        client.get("/lire/fiche-1", params={"passage": "passage-zyx", "billet": "billet-zyx"})
        server.command.terminate()
        server.command.wait()
        log = server.command.stderr

    assert "/recherche" in log
    assert "zyx" not in log


def test_the_list_holds_every_public_document_by_theme(anyone: httpx.Client) -> None:
    whole, narrowed = shown(anyone, "/documents"), shown(anyone, "/documents", theme="foncier")

    assert len(set(re.findall(r'href="/lire/(fiche-\d+)"', whole))) == 12
    assert len(set(re.findall(r'href="/lire/(fiche-\d+)"', narrowed))) == 4
    assert counts(whole)["Foncier"] == 4


@pytest.fixture(scope="module")
def full_server(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Server]:
    """More sheets on subventions than a search looks at, of two years; and two on something else."""
    folder = tmp_path_factory.mktemp("full")
    files = {f"f{n}": sheet(n, "associations", "fiche", 2023 + n % 2, _text(n)) for n in range(80)}
    files |= {f"g{n}": sheet(100 + n, "eau", "note", 2020, _sludge(n)) for n in range(2)}
    files = {stem: text.replace("sur la subvention", "") for stem, text in files.items()}
    with serving(folder, model_dir, write(folder / "documents", **files)) as started:
        yield started


def _sludge(number: int) -> str:
    return f"L'épandage des boues d'épuration est interdit près du puits numéro {number}."


def test_a_year_among_more_documents_than_were_looked_at_is_not_told_as_all_there_are(full_server: Server) -> None:
    with full_server.client() as anyone:
        whole = shown(anyone, q="subvention comité")
        year = shown(anyone, q="subvention comité", de=2023, a=2023)
        rare = shown(anyone, q="épandage des boues")

    assert "Les 60 documents les plus proches" in whole
    assert re.search(r"Les \d\d documents les plus proches", year)
    assert "trouvés" not in year
    assert "2 documents trouvés" in rare


def test_every_page_that_the_pager_leads_to_is_there(full_server: Server) -> None:
    address, pages = "/recherche?q=subvention+comité&theme=associations", 0
    with full_server.client() as anyone:
        while address:
            response = anyone.get(address)
            assert response.status_code == 200, address
            pages += 1
            [address] = re.findall(r'rel="next" href="([^"]+)"', html.unescape(response.text)) or [""]

    assert pages == 6
