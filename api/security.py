"""Who may call what. Every route names the least role that it asks for; one that names none stops the application.

A key, a ten-minute token or the settings' staff token comes as « Authorization: Bearer »; the staff's pages take the
cookie of a session instead, and nothing else does.
"""

from __future__ import annotations

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.models import Problem
from domain.access import ANYONE, Caller, Role, Session
from domain.errors import BrokenInvariant, Forbidden, Unauthenticated
from runtime.access import Access
from runtime.throttle import Throttle

SESSION_COOKIE = "guichet_session"
SIGN_IN = "/equipe/connexion"
NO_KEY = "anonyme"
"""The key of a client that must send one and has none: OpenAI's, which know no anonymous caller."""
_bearer = HTTPBearer(auto_error=False, description="Une clé (« ./guichet keys create ») ou un jeton de dix minutes.")

Responses = dict[int | str, dict[str, Any]]
COMMON: Responses = {
    400: {"model": Problem, "description": "La requête ne peut pas être lue."},
    401: {"model": Problem, "description": "La clé ou le jeton manque, ou n'ouvre rien."},
    413: {"model": Problem, "description": "La requête est trop volumineuse."},
    422: {"model": Problem, "description": "Un champ est inutilisable."},
    429: {"model": Problem, "description": "Trop de demandes : l'en-tête Retry-After dit quand revenir."},
    500: {"model": Problem, "description": "Une anomalie du logiciel."},
    503: {"model": Problem, "description": "Le service ne peut pas répondre maintenant."},
}
"""What any route may answer."""
CLOSED: Responses = {403: {"model": Problem, "description": "Cette clé ne donne pas ce droit."}}
"""What a route that asks for a role answers to others."""


class Throttles:
    """How often callers may ask: those who have a key, by key; others by address. This machine's own may always.

    A token is not a key: the visitors of a site that trades them are counted one by one.
    """

    def __init__(self, anonymous: str, known: str) -> None:
        self._anonymous, self._known = Throttle(anonymous), Throttle(known)

    def count(self, request: Request, caller: Caller) -> None:
        """Count a request, and note what is left for the response's headers (api/middleware.py).

        Raises:
            TooManyRequests: it is one too many.
        """
        address = address_of(request)
        if not caller.key_id and _is_this_machine(address):
            return
        throttle, who = (self._known, caller.key_id) if caller.key_id else (self._anonymous, _network(address))
        request.state.allowance = throttle.count(who, "trop de demandes")


class Rule(ABC):
    """Lets callers of at least a role through. A dependency of routes, held before a request's body is received."""

    def __init__(self, role: Role) -> None:
        self.role = role

    @abstractmethod
    async def hold(self, request: Request) -> None:
        """Let a request through, what is known of its caller noted in its state, or raise."""


class Allow(Rule):
    """Callers known by a bearer, or by nothing. `nobody` is a bearer that stands for none."""

    def __init__(self, role: Role, *, nobody: str = "") -> None:
        super().__init__(role)
        self._nobody = nobody

    async def __call__(
        self, request: Request, _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> None:
        """What FastAPI calls, and describes in the OpenAPI document: see RuledRoute for when the rule is held."""
        if not hasattr(request.state, "caller"):
            await self.hold(request)

    async def hold(self, request: Request) -> None:
        """Note the caller in `request.state.caller`.

        Raises:
            Unauthenticated: the bearer opens nothing, or one is needed.
            Forbidden: it does not give this role.
            TooManyRequests: see Throttles.
        """
        throttles: Throttles = request.app.state.throttles
        given = await _bearer(request)
        try:
            bearer = given.credentials if given else self._nobody
            caller = ANYONE if bearer == self._nobody else await run_in_threadpool(_access(request).bearer, bearer)
        except Unauthenticated as exc:
            throttles.count(request, ANYONE)
            if self._nobody:
                exc.hint = f"{exc.hint} Sans clé, donnez « {self._nobody} »."
            raise
        throttles.count(request, caller)
        if caller is ANYONE and self.role is not Role.PUBLIC:
            raise Unauthenticated("cette adresse demande une clé ou un jeton")
        if not caller.role.includes(self.role):
            raise Forbidden(f"cette adresse est réservée au rôle « {self.role} » ; cette clé donne « {caller.role} »")
        request.state.caller = caller


class SignedIn(Rule):
    """The staff's pages: a session's cookie; whoever has none is sent to sign in."""

    async def __call__(self, request: Request) -> None:
        """What FastAPI calls."""
        if not hasattr(request.state, "session"):
            await self.hold(request)

    async def hold(self, request: Request) -> None:
        """Note the session in `request.state.session`.

        Raises:
            SignInFirst: there is none, or its account has not this role.
        """
        secret = request.cookies.get(SESSION_COOKIE, "")
        session = await run_in_threadpool(_access(request).session, secret) if secret else None
        if session is None or not session.account.role.includes(self.role):
            raise SignInFirst
        request.state.session = session


class RuledRoute(APIRoute):
    """Holds a request to its route's rule first: FastAPI receives a whole body before it calls what a route depends on,
    and nobody fills a disk with files that they may not send.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, behind its rule."""
        handle = super().get_route_handler()
        rules = [cast(Rule, one.dependency) for one in self.dependencies if isinstance(one.dependency, Rule)]

        async def ruled(request: Request) -> Response:
            for rule in rules:
                await rule.hold(request)
            return await handle(request)

        return ruled


class SignInFirst(Exception):
    """Sends a browser to the page where staff sign in."""


def _caller(request: Request) -> Caller:
    return cast(Caller, request.state.caller)


def _session(request: Request) -> Session:
    return cast(Session, request.state.session)


TheCaller = Annotated[Caller, Depends(_caller)]
"""Who calls, as the route's rule found."""
TheSession = Annotated[Session, Depends(_session)]
Anyone = Depends(Allow(Role.PUBLIC))
AnyOpenAIClient = Depends(Allow(Role.PUBLIC, nobody=NO_KEY))
MemberOnly = Depends(Allow(Role.ADHERENT))
StaffOnly = Depends(Allow(Role.STAFF))
AdminOnly = Depends(Allow(Role.ADMIN))
StaffPages = Depends(SignedIn(Role.STAFF))


def rules_of(app: FastAPI) -> dict[tuple[str, str], Rule]:
    """The rule of each route, by path and method.

    Raises:
        BrokenInvariant: a route names no rule, or several: nothing is open by default.
    """
    rules: dict[tuple[str, str], Rule] = {}
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue  # files, and the OpenAPI document
        named = [dependency.call for dependency in route.dependant.dependencies if isinstance(dependency.call, Rule)]
        if len(named) != 1:
            raise BrokenInvariant(f"{route.path} must name one rule of api/security.py, and names {len(named)}")
        rules |= {(str(route.path), method): named[0] for method in route.methods or ()}
    return rules


def network_of(request: Request) -> str:
    """Whom a request is counted for when nothing else is known of its caller."""
    return _network(address_of(request))


def address_of(request: Request) -> str:
    """The address that a request comes from, as the server knows it (behind a trusted proxy: what it tells)."""
    return request.client.host if request.client else ""


def _access(request: Request) -> Access:
    return cast(Access, request.app.state.guichet.access)


def _network(address: str) -> str:
    """Whom an address stands for: in IPv6, one subscriber has a whole /64 (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
