"""What goes wrong in front of a person: a page that says so in French, in the frame they know, with a way back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import Anyone
from runtime.guichet import Guichet
from runtime.settings import Settings
from tests.api.conftest import Server
from tests.api.desk import HTMX, at_the_desk, browsing, text_of

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def desk(server: Server) -> Iterator[httpx.Client]:
    with at_the_desk(server) as browser:
        yield browser


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    with browsing(server) as browser:
        yield browser


def test_an_unknown_address_of_the_desk_is_a_page_in_its_frame(desk: httpx.Client) -> None:
    response = desk.get("/equipe/rien-de-tel")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-store"
    assert "<h1>Page inconnue</h1>" in response.text
    assert 'aria-label="Espace de l’équipe"' in response.text
    assert 'href="/equipe"' in response.text
    assert "openapi" not in text_of(response).split("Se déconnecter")[0]


def test_a_domain_error_keeps_its_status_and_says_what_to_do(desk: httpx.Client) -> None:
    response = desk.get("/equipe/evaluation/mesures/inconnue")

    assert response.status_code == 404
    assert "Aucune mesure « inconnue »." in text_of(response)
    assert "Que faire ?" in text_of(response)


def test_a_field_that_cannot_be_used_is_named(desk: httpx.Client) -> None:
    response = desk.get("/equipe/zones", params={"mois": 0})

    assert response.status_code == 422
    assert "<h1>Demande invalide</h1>" in response.text
    assert "Mois : la valeur est trop petite." in text_of(response)


def test_a_forged_form_is_refused_on_a_page_that_leads_back(desk: httpx.Client) -> None:
    response = desk.post("/equipe/evaluation", data={"csrf": "deviné"})

    assert response.status_code == 403
    assert "Ce formulaire ne vient pas de votre session." in text_of(response)
    assert "Rien n’a été changé." in text_of(response)


def test_htmx_is_given_an_alert_alone_and_where_to_put_it(desk: httpx.Client) -> None:
    response = desk.get("/equipe/evaluation/mesures/inconnue", headers=HTMX)

    assert response.status_code == 404
    assert "<html" not in response.text
    assert "Aucune mesure « inconnue »." in text_of(response)
    assert response.headers["hx-retarget"] == "#alerte"
    assert '<div id="alerte" role="alert"></div>' in desk.get("/equipe").text


def test_the_page_of_who_is_no_longer_signed_in_goes_whole_to_the_form(visitor: httpx.Client) -> None:
    by_htmx = visitor.get("/equipe/evaluation", headers=HTMX)
    by_hand = visitor.get("/equipe/evaluation")

    assert by_htmx.headers["hx-redirect"] == "/equipe/connexion"
    assert by_htmx.text == ""
    assert str(by_hand.url).endswith("/equipe/connexion")


def test_who_has_not_signed_in_learns_no_address_of_the_desk(visitor: httpx.Client) -> None:
    assert str(visitor.get("/equipe/rien-de-tel").url).endswith("/equipe/connexion")


def test_a_public_page_that_is_not_there_is_a_page_for_a_browser_and_a_problem_for_a_program(
    visitor: httpx.Client, client: httpx.Client
) -> None:
    shown, told = visitor.get("/rien", headers=PAGE), client.get("/rien")
    both = client.get("/rien", headers={"accept": "application/json, text/html"})

    assert (shown.status_code, told.status_code) == (404, 404)
    assert "<h1>Page inconnue</h1>" in shown.text
    assert "Espace de l’équipe" not in shown.text
    assert 'href="/"' in shown.text
    assert told.headers["content-type"] == both.headers["content-type"] == "application/problem+json"


def test_openai_s_clients_are_told_in_their_shape_whatever_they_accept(visitor: httpx.Client) -> None:
    assert visitor.get("/v1/models/rien", headers=PAGE).json()["error"]["code"] == "model_not_found"


def test_a_desk_s_page_says_nothing_of_an_error_that_holds_markup(desk: httpx.Client) -> None:
    response = desk.get("/equipe/evaluation/mesures/%3Cb%3Egras")

    assert "<b>" not in response.text
    assert "&lt;b&gt;gras" in response.text


def test_a_bug_is_a_page_with_a_reference_that_the_log_holds(settings: Settings, guichet: Guichet) -> None:
    app = create_app(settings, guichet)

    @app.get("/casse", dependencies=[Anyone])
    def broken() -> None:
        raise RuntimeError("secret de fabrication")

    with TestClient(app, raise_server_exceptions=False) as client:
        page = client.get("/casse", headers=PAGE)
        problem = client.get("/casse")

    assert (page.status_code, problem.status_code) == (500, 500)
    assert page.headers["x-request-id"] in page.text
    assert "secret de fabrication" not in page.text + problem.text
    assert problem.headers["content-type"] == "application/problem+json"
