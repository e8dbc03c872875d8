"""The staff's documents over HTTP: sent, read, replaced, deleted; nothing without the token."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.documents import list_out
from domain.types import DocumentStatus, LiveVersion
from tests.api.conftest import Server
from tests.builders import a_document

FICHE = "# La régie de quartier\n\nUne régie de quartier réunit la commune, le bailleur et les habitants.\n"
QUESTION = "Qui réunit une régie de quartier ?"


@pytest.fixture
def regie() -> str:
    """An id of this test's own: the versions of a deleted document are kept, so an id is never as new."""
    return f"regie-{uuid4().hex[:8]}"


def send(staff: httpx.Client, text: str = FICHE, name: str = "régie de quartier.md", **fields: Any) -> httpx.Response:
    return staff.post("/v1/documents", files={"file": (name, text.encode())}, data=fields)


def found(client: httpx.Client) -> list[str]:
    """What anyone finds."""
    with _anyone(client) as anyone:
        return [hit["document_id"] for hit in anyone.get("/v1/search", params={"q": QUESTION}).json()["results"]]


def everything(client: httpx.Client) -> str:
    """All that an anonymous asker can be shown about the question, by every route."""
    with _anyone(client) as anyone:
        return "".join(
            (
                anyone.post("/v1/ask", json={"question": QUESTION}).text,
                anyone.post("/v1/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"}).text,
                anyone.get("/v1/search", params={"q": QUESTION, "group": False, "limit": 50}).text,
                anyone.post("/", data={"question": QUESTION}).text,
            )
        )


def _anyone(client: httpx.Client) -> httpx.Client:
    return httpx.Client(base_url=client.base_url, timeout=30)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/documents"),
        ("GET", "/v1/documents"),
        ("GET", "/v1/documents/scic-capital"),
        ("PUT", "/v1/documents/scic-capital"),
        ("DELETE", "/v1/documents/scic-capital"),
    ],
)
@pytest.mark.parametrize(
    "authorization", [{}, {"authorization": "Bearer mauvais-jeton"}, {"authorization": "Basic eDp5"}]
)
def test_without_the_token_every_route_is_closed(
    client: httpx.Client, method: str, path: str, authorization: dict[str, str]
) -> None:
    response = client.request(method, path, headers=authorization)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert "jeton" in response.json()["detail"]
    assert "scic-capital" in [
        hit["document_id"] for hit in client.get("/v1/search", params={"q": "SCIC"}).json()["results"]
    ]


def test_a_document_that_is_sent_is_for_members_unless_it_says_otherwise(staff: httpx.Client) -> None:
    [report] = send(staff).json()

    [listed] = [d for d in staff.get("/v1/documents").json()["documents"] if d["id"] == report["document_id"]]
    assert (report["status"], report["change"], report["title"]) == ("ready", "new", "La régie de quartier")
    assert listed["visibility"] == "adherent"
    assert report["document_id"] not in everything(staff)


def test_a_public_document_answers_at_once(staff: httpx.Client, regie: str) -> None:
    response = send(staff, id=regie, visibility="public", theme="emploi", replaces=["ancienne-regie", "autre"])

    read = staff.get(f"/v1/documents/{regie}").json()
    assert response.status_code == 201
    assert found(staff)[0] == regie
    assert (read["theme"], read["replaces"]) == ("emploi", ["ancienne-regie", "autre"])
    assert [passage["text"] for passage in read["passages"]] == [FICHE.splitlines()[2]]


def test_a_document_that_is_deleted_comes_back_by_no_route(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")
    shown_before = everything(staff)

    deleted = staff.delete(f"/v1/documents/{regie}").json()

    shown = everything(staff)
    assert regie in shown_before
    assert "bailleur" in shown_before
    assert (deleted["document_id"], deleted["change"]) == (regie, "gone")
    assert regie not in shown
    assert "bailleur" not in shown
    assert staff.get(f"/v1/documents/{regie}").status_code == 404


def test_what_a_deleted_document_said_can_still_be_read_by_staff(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")
    staff.delete(f"/v1/documents/{regie}")

    old = staff.get(f"/v1/documents/{regie}", params={"version": 1}).json()

    assert "bailleur" in old["passages"][0]["text"]
    assert old["versions"][0]["retired_at"].endswith("Z")


def test_a_replaced_document_answers_with_its_new_text_and_keeps_its_rights(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")
    new = FICHE.replace("le bailleur", "le département")

    [report] = staff.put(f"/v1/documents/{regie}", files={"file": ("v2.md", new.encode())}).json()

    read = staff.get(f"/v1/documents/{regie}").json()
    assert (report["change"], read["version"], read["visibility"]) == ("changed", 2, "public")
    assert "département" in everything(staff)
    assert "bailleur" not in everything(staff)
    assert "bailleur" in staff.get(f"/v1/documents/{regie}", params={"version": 1}).text


def test_the_fields_of_a_document_change_without_its_file(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")

    staff.put(f"/v1/documents/{regie}", data={"visibility": "adherent", "title": "Régies"})

    read = staff.get(f"/v1/documents/{regie}").json()
    assert (read["title"], read["visibility"]) == ("Régies", "adherent")
    assert regie not in found(staff)


@pytest.mark.parametrize(
    ("name", "text", "fields", "told"),
    [
        ("fiche.doc", "x", {}, ".doc"),
        ("fiche.md", "", {}, "fiche.md"),
        ("fiche.pdf", "ceci n'est pas un PDF", {}, "fiche.pdf"),
        ("fiche.md", FICHE, {"visibility": "publique"}, "visibility"),
        ("fiche.md", FICHE, {"date": "31/02/2026"}, "date"),
        ("fiche.md", FICHE, {"id": "scic-capital"}, "scic-capital"),
    ],
)
def test_what_cannot_be_taken_is_a_problem_that_names_it_and_nothing_is_kept(
    staff: httpx.Client, server: Server, name: str, text: str, fields: dict[str, str], told: str
) -> None:
    before = staff.get("/v1/documents").json()

    response = send(staff, text, name, **fields)

    problem = response.json()
    kept = server.documents.parent / "data" / "documents"
    assert response.status_code == 422
    assert told in problem["detail"]
    assert problem["hint"]
    assert str(kept) not in response.text
    assert staff.get("/v1/documents").json() == before
    assert [path.name for path in kept.glob("fiche*")] == []


def test_a_replacement_that_cannot_be_read_leaves_the_former_document(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")

    response = staff.put(f"/v1/documents/{regie}", files={"file": ("v2.md", b"")})

    assert response.status_code == 422
    assert found(staff)[0] == regie
    assert staff.get(f"/v1/documents/{regie}").json()["version"] == 1


def test_a_document_of_the_administrator_s_folders_is_not_replaced_here(staff: httpx.Client) -> None:
    response = staff.put("/v1/documents/scic-capital", files={"file": ("x.md", FICHE.encode())})

    assert response.status_code == 404
    assert staff.get("/v1/documents/scic-capital").json()["version"] == 1


def test_the_list_is_read_page_by_page(staff: httpx.Client) -> None:
    first = staff.get("/v1/documents", params={"limit": 2}).json()
    rest = staff.get("/v1/documents", params={"limit": 2, "after": first["next"]}).json()

    assert [d["id"] for d in first["documents"] + rest["documents"]] == [
        "bail-communal",
        "note-interne",
        "scic-capital",
    ]
    assert rest["next"] is None


def test_a_file_name_from_elsewhere_is_never_a_path_here(staff: httpx.Client, server: Server) -> None:
    response = send(staff, name="../../../evil.md", visibility="public")

    assert response.status_code == 201
    assert [p.name for p in server.documents.parent.rglob("evil*.md")] == ["evil.md"]
    assert (server.documents.parent / "data" / "documents" / "evil.md").exists()


def test_the_same_content_sent_again_is_told_and_makes_no_second_document(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")

    again = send(staff, visibility="public")

    assert again.status_code == 200
    assert [(line["change"], line["document_id"]) for line in again.json()] == [("duplicate", regie)]


def test_whoever_may_not_send_a_file_is_told_so_before_it_is_read(client: httpx.Client) -> None:
    """A form that cannot be read would be told first, were it received first."""
    headers = {"content-type": "multipart/form-data; boundary=x"}

    assert client.post("/v1/documents", content=b"rien d'un formulaire", headers=headers).status_code == 401


def test_a_document_is_sent_again_only_when_it_has_changed(staff: httpx.Client, regie: str) -> None:
    send(staff, id=regie, visibility="public")
    tag = staff.get(f"/v1/documents/{regie}").headers["etag"]

    same = staff.get(f"/v1/documents/{regie}", headers={"if-none-match": f'"autre", W/{tag}'})
    staff.put(f"/v1/documents/{regie}", data={"title": "Régies"})
    changed = staff.get(f"/v1/documents/{regie}", headers={"if-none-match": tag})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert (changed.status_code, changed.json()["title"]) == (200, "Régies")
    assert changed.headers["etag"] != tag


def test_every_document_is_on_one_page_whatever_the_order_of_the_database() -> None:
    """PostgreSQL's French collation puts « a-c » after « ab », and Python before."""
    ids = ("ab", "a-c", "ad", "a.b", "a_e")
    rows = [LiveVersion(a_document(one), "", "", DocumentStatus.READY, "", 1) for one in ids]

    listed, after = [], None
    while True:
        page = list_out(rows, limit=1, after=after)
        listed += [document.id for document in page.documents]
        after = page.next
        if after is None:
            break

    assert listed == sorted(ids)
