"""The desk's documents, without JavaScript: sent, described, replaced after a look, removed and put back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import STAFF_TOKEN, Server
from tests.api.staff_desk import Desk, opened, plain
from tests.coined import coined

FICHE = """# La régie de quartier

Une régie de quartier réunit la commune, le bailleur et les habitants. Elle emploie vingt salariés.

## Le conseil

Le conseil se réunit deux fois par an.
"""
QUESTION = "Qui réunit une régie de quartier ?"


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    """A desk; the documents that it sent are gone afterwards."""
    with opened(server) as desk:
        before = ids(desk.browser)
        yield desk
        for added in ids(desk.browser) - before:
            desk.browser.delete(f"/v1/documents/{added}", headers=bearer())


def bearer() -> dict[str, str]:
    return {"authorization": f"Bearer {STAFF_TOKEN}"}


def ids(browser: httpx.Client) -> set[str]:
    return {one["id"] for one in browser.get("/v1/documents", headers=bearer()).json()["documents"]}


def found(desk: Desk) -> list[str]:
    """What anyone finds."""
    results = desk.browser.get("/v1/search", params={"q": QUESTION}).json()["results"]
    return [hit["document_id"] for hit in results]


def titled(title: str) -> str:
    """The same document, told apart from those of other tests."""
    return FICHE.replace("La régie de quartier", title)


def test_files_are_sent_together_and_each_is_told_ready_or_refused_with_what_to_do(desk: Desk) -> None:
    name = uuid4().hex[:8]
    files = [(f"{name}.md", FICHE.encode()), (f"{name}.pdf", b"rien"), (f"{name}.xls", b"rien")]

    desk.post("/documents/envoi", files=[("files", file) for file in files])
    told = desk.settled()

    assert re.search(rf"{name}\.md Prêt", told)
    assert re.search(rf"{name}\.pdf Refusé .*? Que faire ?", told)
    assert re.search(
        rf"{name}\.xls Refusé Le format « .xls » n’est pas lu\. Que faire \? Enregistrez-le en \.xlsx", told
    )
    assert found(desk) == [] or name not in " ".join(found(desk))  # for members unless it is said otherwise


def test_a_field_that_cannot_be_used_is_told_beside_it_and_what_was_typed_is_kept(desk: Desk) -> None:
    before = ids(desk.browser)
    fields = {"title": "La régie", "date": "31/02/2026", "visibility": "public"}

    page = desk.post("/documents/envoi", fields, [("files", ("fiche.md", FICHE.encode()))])

    assert page.status_code == 422
    assert 'aria-describedby="envoi-date-error" aria-invalid="true"' in page.text
    assert 'value="31/02/2026"' in page.text
    assert 'value="La régie"' in page.text
    assert '<option value="public" selected>' in page.text
    assert ids(desk.browser) == before


def test_no_file_and_no_address_are_told_beside_their_fields(desk: Desk) -> None:
    # What a browser sends for a field of files where none is chosen; httpx leaves the name out.
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = part.format("csrf", "", desk.csrf) + part.format("files", '; filename=""', "") + "--b--\r\n"
    multipart = {"content-type": "multipart/form-data; boundary=b"}
    nothing = desk.browser.post("/equipe/documents/envoi", content=body.encode(), headers=multipart)
    nowhere = desk.post("/documents/adresse", {"address": "mairie"})

    assert "Choisissez au moins un fichier" in nothing.text
    assert 'id="address-error"' in nowhere.text
    assert 'value="mairie"' in nowhere.text


def test_an_address_of_this_machine_is_refused(desk: Desk) -> None:
    desk.post("/documents/adresse", {"address": str(desk.browser.base_url)})

    assert "refusé" in desk.settled()


def test_one_title_is_not_given_to_several_files(desk: Desk) -> None:
    files = [("files", (f"{number}.md", FICHE.encode())) for number in range(2)]

    page = desk.post("/documents/envoi", {"title": "La régie"}, files)

    assert 'id="envoi-title-error"' in page.text


def test_a_document_is_found_in_the_list_and_shows_its_passages(desk: Desk) -> None:
    title = f"Régie {coined(6)}"
    document = desk.send(titled(title), theme="emploi")

    listed = desk.get("/documents", q=title.lower()).text
    page = desk.text(f"/documents/voir/{document}")

    assert f'href="/equipe/documents/voir/{document}"' in listed
    assert "Aucun document ne correspond" in desk.text("/documents", q=title, visibilite="public")
    assert "les adhérents et l’équipe" in page
    assert "Elle emploie vingt salariés." in page
    assert "Le conseil se réunit deux fois par an." in page


def test_what_is_said_of_a_document_changes_and_an_empty_field_takes_it_away(desk: Desk) -> None:
    document = desk.send(FICHE)

    saved = desk.post(f"/documents/voir/{document}/fiche", {"visibility": "public", "valid_until": "2020-01-01"})
    public = found(desk)
    page = desk.text(f"/documents/voir/{document}")
    desk.post(f"/documents/voir/{document}/fiche", {"visibility": "adherent"})

    assert "Enregistré" in saved.text
    assert document in public
    assert "N’est plus en vigueur depuis le 1er janvier 2020." in page
    assert document not in found(desk)
    assert "plus en vigueur" not in desk.text(f"/documents/voir/{document}")


def test_what_a_file_closes_is_not_opened_from_here_and_it_is_said(desk: Desk) -> None:
    document = desk.send(f"---\nvisibility: adherent\n---\n{FICHE}")

    page = desk.post(f"/documents/voir/{document}/fiche", {"visibility": "public"})

    assert "il reste réservé aux adhérents" in page.text
    assert document not in found(desk)


def test_a_wrong_field_of_a_document_is_told_beside_it(desk: Desk) -> None:
    document = desk.send(FICHE)

    page = desk.post(f"/documents/voir/{document}/fiche", {"valid_from": "2026-05-01", "valid_until": "2026-01-01"})

    assert page.status_code == 422
    assert 'id="valid-until-error"' in page.text
    assert 'value="2026-05-01"' in page.text


def test_a_new_file_is_compared_before_it_is_published(desk: Desk) -> None:
    document = desk.send(FICHE, visibility="public")
    changed = FICHE.replace("vingt", "trente")

    page = replaced(desk, document, changed)
    before = desk.text(f"/documents/voir/{document}")
    [publish] = re.findall(r'action="/equipe(/documents/voir/[^"]+/publier)"', page)
    desk.post(publish)
    desk.settled()

    assert "<del>vingt </del>" in page
    assert "<ins>trente </ins>" in page
    assert "Elle emploie vingt salariés." in before
    after = desk.text(f"/documents/voir/{document}")
    assert "Elle emploie trente salariés." in after
    assert "Version 1" in after
    assert document in found(desk)


def test_a_new_file_that_is_dropped_changes_nothing(desk: Desk) -> None:
    document = desk.send(FICHE)
    page = replaced(desk, document, FICHE.replace("vingt", "trente"))
    [discard] = re.findall(r'action="/equipe(/documents/voir/[^"]+/abandon)"', page)

    back = plain(desk.post(discard).text)

    assert "rien n’a changé" in back
    assert "Elle emploie vingt salariés." in back
    assert desk.get(discard.removesuffix("/abandon")).status_code == 404


@pytest.mark.parametrize(("name", "content", "told"), [("v2.md", b"", "v2.md"), ("v2.pdf", b"x", "fichier « .md »")])
def test_a_new_file_that_cannot_be_used_is_told_and_the_former_stays(
    desk: Desk, name: str, content: bytes, told: str
) -> None:
    document = desk.send(FICHE)

    page = desk.post(f"/documents/voir/{document}/remplacement", files=[("file", (name, content))])
    said = plain(until(desk, page, "ne peut pas remplacer"))

    assert told in said
    assert "Elle emploie vingt salariés." in desk.text(f"/documents/voir/{document}")


def test_a_document_is_removed_after_a_confirmation_and_put_back(desk: Desk) -> None:
    title = f"Régie {coined(6)}"
    document = desk.send(titled(title), visibility="public")

    asked = desk.text(f"/documents/voir/{document}/retrait")
    still = document in found(desk)
    after = desk.post(f"/documents/voir/{document}/retrait")
    gone = document in found(desk)
    [restore] = re.findall(r'action="/equipe(/documents/corbeille/[^"]+)"', after.text)
    desk.post(restore)
    desk.settled()

    assert f"Retirer « {title} » ?" in asked
    assert (still, gone) == (True, False)
    assert title in plain(after.text)
    assert document in found(desk)
    assert desk.get("/documents/voir/rien").status_code == 404


def test_what_was_removed_waits_in_the_trash(desk: Desk) -> None:
    title = f"Régie {coined(6)}"
    desk.post(f"/documents/voir/{desk.send(titled(title))}/retrait")

    page = desk.text("/documents/corbeille")

    assert title in page
    assert desk.name in page


def test_a_document_of_a_folder_is_not_changed_here_and_the_page_says_where_it_is(desk: Desk, server: Server) -> None:
    page = desk.text("/documents/voir/scic-capital")

    assert str(server.documents / "scic.md") in page
    assert "d’un dossier du serveur" in page
    assert desk.post("/documents/voir/scic-capital/retrait").status_code == 404
    assert desk.post("/documents/voir/scic-capital/fiche", {"title": "x"}).status_code == 404


def test_a_form_without_the_session_s_token_sends_nothing(desk: Desk) -> None:
    before = ids(desk.browser)

    refused = desk.post("/documents/envoi", {"csrf": "deviné"}, [("files", ("fiche.md", FICHE.encode()))])

    assert refused.status_code == 403
    assert ids(desk.browser) == before


def replaced(desk: Desk, document: str, text: str) -> str:
    """The page that compares a new file, once it is read."""
    page = desk.post(f"/documents/voir/{document}/remplacement", files=[("file", ("v2.md", text.encode()))])
    return until(desk, page, "<h1>Avant de publier")


def until(desk: Desk, page: httpx.Response, said: str) -> str:
    """The page once it says something."""
    for _ in range(600):
        if said in page.text:
            return page.text
        page = desk.browser.get(page.url)
    raise AssertionError(page.text)


def test_a_form_shows_what_was_said_elsewhere_and_saving_it_loses_none_of_it(desk: Desk) -> None:
    said = {"date": "31/12/2025", "valid_until": "01.02.2099", "a_verifier": "false", "replaces": ["un", "deux"]}
    sent = desk.browser.post(
        "/v1/documents", files={"file": ("fiche.md", titled(coined(6)).encode())}, data=said, headers=bearer()
    )
    document = sent.json()[0]["document_id"]

    form = desk.get(f"/documents/voir/{document}").text
    values = dict(re.findall(r'<input id="[\w-]+" name="(\w+)" type="(?:text|date)" value="([^"]*)"', form))
    desk.post(f"/documents/voir/{document}/fiche", values | {"publisher": "La mairie", "visibility": "adherent"})

    kept = desk.browser.get(f"/v1/documents/{document}", headers=bearer()).json()
    assert (values["date"], values["valid_until"]) == ("2025-12-31", "2099-02-01")
    assert 'value="oui"' in form
    assert "checked" not in form
    assert (kept["published"], kept["valid_until"], kept["publisher"]) == ("2025-12-31", "2099-02-01", "La mairie")
    assert (kept["a_verifier"], kept["replaces"]) == (False, ["un", "deux"])


def test_a_box_that_was_checked_is_shown_checked(desk: Desk) -> None:
    document = desk.send(titled(coined(6)), a_verifier="oui")

    assert 'value="oui" checked' in desk.get(f"/documents/voir/{document}").text


def test_a_removal_tells_the_answers_that_go_with_the_document(desk: Desk) -> None:
    document = desk.send(titled(coined(6)), visibility="public")
    passage = desk.browser.get(f"/v1/documents/{document}", headers=bearer()).json()["passages"][0]
    cited = {"document_id": document, "passage_id": passage["id"]}

    told = []
    for _ in range(2):
        answer = {"question": f"Que dit {coined(8)} ?", "sentences": [{"text": passage["text"], "citations": [cited]}]}
        assert desk.browser.post("/v1/validated", json=answer, headers=bearer()).status_code == 201
        told.append(desk.text(f"/documents/voir/{document}/retrait"))

    assert "1 réponse validée le cite et ne sera plus servie" in told[0]
    assert "2 réponses validées le citent et ne seront plus servies" in told[1]
