"""Asks a site for its pages as a polite guest: allowed hosts only, robots.txt, pauses, limits of size and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx
from protego import Protego
from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt

from ingest.public_hosts import PrivateAddress, PublicOnly

ROBOT = "Guichet"
USER_AGENT = f"{ROBOT}/1.0 (assistant documentaire pour les mairies)"
MAX_RESPONSE_BYTES = 50 * 1024 * 1024
MAX_RESPONSE_S = 300.0
MAX_PAUSE_S = 120.0
"""A site that asks for a longer pause, between pages or after « 429 », is left for another day."""
MAX_REDIRECTS = 5
ATTEMPTS = 3
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a site answered; `body` is empty unless the status is 200 and its type was wanted."""

    url: str
    status: int
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """« text/html », without its parameters."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def moved_to(self) -> str | None:
        """The address that a redirect gives, None when it gives no usable one."""
        location = self.headers.get("location")
        return join(self.url, location) if location and self.status in (301, 302, 303, 307, 308) else None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, in French; `stops` when asking the site again now would be of no use."""

    reason: str
    hint: str = ""
    stops: bool = False


def join(base: str, link: str) -> str | None:
    """The absolute address of a link in one spelling, without its fragment; None when it is not one of the web."""
    try:
        url = httpx.URL(base).join(link.strip()).copy_with(fragment=None)
    except httpx.InvalidURL:
        return None
    if url.scheme not in ("http", "https") or not url.host:
        return None
    port = None if url.port == {"http": 80, "https": 443}[url.scheme] else url.port
    return str(url.copy_with(port=port, raw_path=url.raw_path))  # raw: « https://a.fr » gets its « / »


class SiteClient:
    """Keeps one connection to the allowed hosts. `delay` is in seconds, between the end of an answer and a request.

    Hosts of the local network are only asked when `private` says so.
    """

    def __init__(self, start: str, allowed_hosts: Iterable[str], delay: float, *, private: bool = False) -> None:
        url = httpx.URL(start)
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self._ports = frozenset({None, url.port})
        self._delay = delay
        self._rules: dict[str, Protego | Failure] = {}
        self._last_at = -delay
        self._http = httpx.Client(
            headers={"User-Agent": USER_AGENT},
            timeout=_TIMEOUT,
            follow_redirects=False,
            transport=None if private else PublicOnly(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def refusal(self, address: str) -> Failure | None:
        """Why an address must not be asked, None when it may be: another host or port would be another site."""
        url = httpx.URL(address)
        if url.host.lower() in self._hosts and url.port in self._ports and not url.userinfo:
            return None
        hint = (
            f"Si {url.host} fait partie du même site, ajoutez-le à GUICHET_SITE_HOSTS, ou donnez directement l'adresse "
            f"{url.scheme}://{url.netloc.decode('ascii')}/."
        )
        return Failure(f"cette adresse mène à un autre site ({url.netloc.decode('ascii')})", hint)

    def rules(self, address: str) -> Protego | Failure:
        """What the robots.txt of an address's host says; a host without one allows everything (RFC 9309, 2.3.1)."""
        origin = str(httpx.URL(address).join("/"))
        if origin not in self._rules:
            self._rules[origin] = self._fetch_rules(origin)
        return self._rules[origin]

    def follow(self, address: str) -> Reply | Failure:
        """The answer for an address that is not a page (robots.txt, a sitemap), redirects followed."""
        for _ in range(MAX_REDIRECTS):
            reply = self.get(address)
            if isinstance(reply, Failure) or reply.moved_to is None:
                return reply
            address = reply.moved_to
        return Failure("trop de redirections")

    def get(
        self, address: str, headers: Mapping[str, str] | None = None, wanted: Callable[[Reply], bool] = lambda _: True
    ) -> Reply | Failure:
        """The answer to one request; a redirect is an answer. « 429 », « 503 » and lost connections are tried again."""
        if (refusal := self.refusal(address)) is not None:
            return refusal
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_pause,
            retry=retry_if_result(_may_pass),
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        outcome: Reply | Failure = retrying(self._ask, address, headers or {}, wanted)
        return outcome

    def _fetch_rules(self, origin: str) -> Protego | Failure:
        reply = self.follow(f"{origin}robots.txt")
        if isinstance(reply, Failure):
            return Failure(f"robots.txt ne peut pas être lu : {reply.reason}", reply.hint, stops=True)
        if reply.status >= 500 or reply.status == 429:
            hint = "Le site est en difficulté, ou nous refuse : recommencez plus tard."
            return Failure(f"robots.txt ne peut pas être lu : le site répond {reply.status}", hint, stops=True)
        rules = Protego.parse(reply.body.decode("utf-8", "replace") if reply.status == 200 else "")
        if (rules.crawl_delay(ROBOT) or 0.0) > MAX_PAUSE_S:
            hint = (
                "Demandez au responsable du site une autre règle pour « Guichet », ou déposez les fichiers vous-même."
            )
            return Failure(f"robots.txt demande {rules.crawl_delay(ROBOT):.0f} s entre deux pages", hint, stops=True)
        return rules

    def _ask(self, address: str, headers: Mapping[str, str], wanted: Callable[[Reply], bool]) -> Reply | Failure:
        rules = self._rules.get(str(httpx.URL(address).join("/")))
        asked = (rules.crawl_delay(ROBOT) or 0.0) if isinstance(rules, Protego) else 0.0
        time.sleep(max(0.0, self._last_at + max(self._delay, asked) - time.monotonic()))
        try:
            with self._http.stream("GET", address, headers=dict(headers)) as response:
                reply = Reply(address, response.status_code, response.headers)
                return self._read(response, reply) if reply.status == 200 and wanted(reply) else reply
        except PrivateAddress as exc:
            return Failure(str(exc), "Pour lire un site du réseau local, réglez GUICHET_SITE_PRIVATE=true.")
        except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
            hint = (
                "Vérifiez l'adresse et la connexion au réseau, puis relancez : la lecture reprendra où elle en était."
            )
            return Failure(f"le site ne répond pas ({exc})", hint, stops=True)
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            return Failure(f"la réponse n'est pas arrivée entière ({exc or type(exc).__name__})", "Relancez plus tard.")
        finally:
            self._last_at = time.monotonic()

    def _read(self, response: httpx.Response, reply: Reply) -> Reply | Failure:
        body, until = bytearray(), time.monotonic() + MAX_RESPONSE_S
        for part in response.iter_bytes():
            body += part
            if len(body) > MAX_RESPONSE_BYTES:
                return Failure(f"la réponse dépasse {MAX_RESPONSE_BYTES // 1024**2} Mio")
            if time.monotonic() > until:
                return Failure(f"la réponse prend plus de {MAX_RESPONSE_S:.0f} s", "Relancez plus tard.")
        return Reply(reply.url, reply.status, reply.headers, bytes(body))


def _may_pass(outcome: Reply | Failure) -> bool:
    if isinstance(outcome, Failure):
        return outcome.stops
    return outcome.status in (429, 503) and _asked_pause(outcome) <= MAX_PAUSE_S


def _pause(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the site asks, else 1, then 2."""
    outcome = state.outcome.result() if state.outcome else None
    asked = _asked_pause(outcome) if isinstance(outcome, Reply) else 0.0
    return asked or 2.0 ** (state.attempt_number - 1)


def _asked_pause(reply: Reply) -> float:
    """Seconds of a Retry-After, which is a number or a date (RFC 9110, 10.2.3); 0 without one."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # absent, broken, or without a time zone
        return 0.0
