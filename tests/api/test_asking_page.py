"""The page to ask from, without JavaScript: a whole conversation by forms alone."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import httpx

from tests.api.conftest import STAFF_TOKEN, Server

CAPITAL = "Une commune peut-elle entrer au capital d'une SCIC ?"
FIRST_LOAD = 50_000
"""Bytes of the page and all that it loads."""


class _Page(HTMLParser):
    """The forms of a page, with their hidden fields; what it loads; its landmarks."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "form":
            self.forms.append({"": given.get("action", "")})
        if tag == "input" and given.get("type") == "hidden":
            self.forms[-1][given["name"]] = given["value"]
        if tag in ("script", "img") or (tag == "link" and given.get("rel") in ("stylesheet", "icon")):
            self.loads.append(given.get("src") or given.get("href") or "")


def ask(client: httpx.Client, question: str, **hidden: str) -> httpx.Response:
    response = client.post("/", data={"question": question} | hidden)
    assert response.status_code == 200
    return response


def test_the_first_load_is_light_and_has_no_script(client: httpx.Client) -> None:
    home = client.get("/")
    page = _Page(home.text)

    weight = len(home.content) + sum(len(client.get(address).content) for address in page.loads)

    assert weight < FIRST_LOAD
    assert "script" not in page.tags
    assert {"header", "nav", "main", "footer", "h1"} <= set(page.tags)


def test_a_citation_leads_to_its_words_in_the_document(client: httpx.Client) -> None:
    page = html.unescape(ask(client, CAPITAL).text)
    address = re.findall(r'href="(/lire/scic-capital\?[^"]+)"', page)[0]
    quote = re.findall(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)[0]

    read = html.unescape(client.get(address).text)

    assert address.endswith("#passage")
    assert f"<mark>{quote}</mark>" in read


def test_a_question_goes_on_from_the_one_before(client: httpx.Client) -> None:
    first = _Page(ask(client, CAPITAL).text)
    [going_on] = [form for form in first.forms if form[""] == "/" and "conversation_id" in form]

    second = html.unescape(ask(client, "et combien de voix ?", conversation_id=going_on["conversation_id"]).text)

    assert "Question comprise" in second
    assert "une voix" in second
    assert f'value="{going_on["conversation_id"]}"' in second


def test_what_is_thought_of_an_answer_reaches_the_staff(client: httpx.Client, server: Server) -> None:
    question = "La commune dispose-t-elle d'une voix dans la SCIC ?"
    [form] = [form for form in _Page(ask(client, question).text).forms if form[""].startswith("/avis")]

    thanked = client.post(
        "/avis",
        data={"answer_id": form["answer_id"], "useful": "false", "reason": "incomplete", "comment": "Il manque."},
    )

    assert thanked.status_code == 200
    assert "Merci" in thanked.text
    assert "/avis" not in thanked.text
    waiting = client.get("/v1/queue", headers={"authorization": f"Bearer {STAFF_TOKEN}"}).json()
    assert "Il manque." in str(waiting)
    assert client.post("/avis", data={"answer_id": "inconnue", "useful": "true"}).status_code == 404


def test_an_abstention_says_whom_to_ask_and_lets_the_question_be_put_otherwise(client: httpx.Client) -> None:
    page = ask(client, "Quelle est la recette de la tarte aux pommes ?").text

    assert "<p>La FAQ juridique du réseau</p>" in page
    assert "Reformuler la question" in page


def test_the_places_are_one_step_from_one_another(client: httpx.Client) -> None:
    for here in ("/", "/recherche", "/documents"):
        page = client.get(here).text
        assert all(f'<a href="{there}"' in page for there in ("/", "/recherche", "/documents"))
        assert f'<a href="{here}" aria-current="page">' in page
