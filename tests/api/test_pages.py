"""The staff's pages: signing in and out, and what a browser may not be made to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Server
from tests.api.desk import PASSWORD, browsing


@pytest.fixture
def account(server: Server) -> str:
    """A person of this test's own: attempts are counted by account."""
    name = f"claire-{uuid4().hex[:6]}"
    made = server.run("accounts", "create", name, typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    return name


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """An address of this test's own: attempts are counted by address too."""
    with browsing(server) as opened:
        yield opened


def sign_in(browser: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    return browser.post("/equipe/connexion", data={"name": name, "password": password})


def test_who_has_not_signed_in_is_sent_to_the_form(browser: httpx.Client) -> None:
    response = browser.get("/equipe")

    assert str(response.url).endswith("/equipe/connexion")
    assert 'autocomplete="current-password"' in response.text


def test_staff_sign_in_see_what_waits_and_sign_out(browser: httpx.Client, account: str) -> None:
    home = sign_in(browser, account)
    [csrf] = re.findall(r'name="csrf" value="([^"]+)"', home.text)
    kept = browser.cookies["guichet_session"]

    browser.post("/equipe/deconnexion", data={"csrf": csrf})

    assert "Ce qui attend l’équipe" in home.text
    assert account in home.text
    browser.cookies.set("guichet_session", kept, path="/equipe")  # a cookie that was copied opens nothing any more
    assert str(browser.get("/equipe").url).endswith("/equipe/connexion")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(browser: httpx.Client, account: str) -> None:
    browser.follow_redirects = False

    [cookie] = sign_in(browser, account).headers.get_list("set-cookie")

    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/equipe" in cookie


def test_a_form_that_another_site_sends_changes_nothing(browser: httpx.Client, account: str) -> None:
    sign_in(browser, account)

    forged = browser.post("/equipe/deconnexion", data={"csrf": "deviné"})

    assert forged.status_code == 403
    assert "Ce qui attend l’équipe" in browser.get("/equipe").text


def test_guessing_is_slow_for_an_account_and_from_an_address(browser: httpx.Client, account: str) -> None:
    tried = [sign_in(browser, account, "un mot de passe faux") for _ in range(6)]

    assert [response.status_code for response in tried] == [401] * 5 + [429]
    assert "ne vont pas ensemble" in tried[0].text
    right = sign_in(browser, account)
    assert right.status_code == 429  # the right one too: it may have been guessed
    assert 0 < int(right.headers["retry-after"]) <= 300


def test_a_name_that_is_unknown_is_told_like_a_wrong_password(browser: httpx.Client, account: str) -> None:
    unknown = sign_in(browser, "personne").text
    wrong = sign_in(browser, account, "un mot de passe faux").text

    assert unknown == wrong.replace(account, "personne")


def test_an_account_that_is_removed_is_signed_out(browser: httpx.Client, account: str, server: Server) -> None:
    sign_in(browser, account)

    server.run("accounts", "remove", account)

    assert str(browser.get("/equipe").url).endswith("/equipe/connexion")


def test_the_staff_s_cookie_opens_no_route_of_the_api(browser: httpx.Client, account: str) -> None:
    sign_in(browser, account)
    session = browser.cookies["guichet_session"]

    assert browser.get("/v1/queue", headers={"cookie": f"guichet_session={session}"}).status_code == 401


def test_a_password_that_is_too_short_is_refused_with_its_mend(server: Server) -> None:
    refused = server.run("accounts", "create", "paul", typed="court")

    assert refused.returncode == 1
    assert "5 caractères" in refused.stderr


def test_an_office_behind_one_address_signs_in_together(browser: httpx.Client, account: str) -> None:
    homes = [sign_in(browser, account) for _ in range(7)]

    assert {home.status_code for home in homes} == {200}
    assert all("Se déconnecter" in home.text for home in homes)
