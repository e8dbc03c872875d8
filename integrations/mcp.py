"""Guichet as a server of the Model Context Protocol: three tools for anyone's model, over stdio or HTTP.

What carries the tools out is given by cli/ (see cli/mcp.py), and so is how to know whom a request comes from. A
request's caller stands in the request itself, never in the server: sessions that run at the same time share nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import anyio.to_thread
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from domain.errors import GuichetError
from domain.types import Audience
from integrations.text import answer_text, passage_text, results_text
from runtime.contract import MAX_NUMBER, AnswerOut, PassageDetailOut, SearchOut

log = logging.getLogger(__name__)

CLIENT_HEADERS = ("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id")
"""What a client's requests bear over HTTP, beside those of any."""
MAX_RESULTS = 50
Json = dict[str, Any]
AudienceOf = Callable[[Any], Audience]
"""Whose documents a request may show: told from the HTTP request, which is None over stdio."""

INSTRUCTIONS = """\
Guichet répond aux questions juridiques des petites collectivités françaises à partir de documents, chaque phrase avec \
sa source. Posez la question entière avec « ask » ; citez ses sources telles quelles, avec leurs dates et leurs \
avertissements. Quand le statut est « abstained », dites que les sources ne répondent pas : n'inventez rien. \
« search » donne des passages, « read_passage » en lit un avec ce qui l'entoure. C'est une information, pas un conseil \
juridique."""


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProfileArguments(_Arguments):
    """Which collectivity asks."""

    kind: str | None = Field(default=None, description="commune, epci, departement, region ou syndicat.")
    population: int | None = Field(default=None, ge=0, le=100_000_000, description="Son nombre d'habitants.")


class AskArguments(_Arguments):
    """What `ask` is given."""

    question: str = Field(description="La question, en français, de 2 à 2 000 caractères.")
    as_of: date | None = Field(
        default=None, description="La date du droit applicable, AAAA-MM-JJ ; aujourd'hui par défaut."
    )
    theme: str | None = Field(default=None, max_length=200, description="Seulement les documents de ce thème.")
    conversation_id: str | None = Field(
        default=None, max_length=200, description="Celui d'une réponse précédente, pour une question qui la suit."
    )
    profile: ProfileArguments | None = Field(default=None, description="Quelle collectivité demande.")


class SearchArguments(_Arguments):
    """What `search` is given."""

    query: str = Field(description="Les mots ou la question à chercher.")
    limit: int = Field(default=10, ge=1, le=MAX_RESULTS, description=f"Nombre de passages, de 1 à {MAX_RESULTS}.")
    theme: str | None = Field(default=None, max_length=200, description="Seulement les documents de ce thème.")
    type: str | None = Field(default=None, description="Seulement les documents de ce type.")


class PassageArguments(_Arguments):
    """What `read_passage` is given."""

    document_id: str = Field(description="L'identifiant du document, donné par « ask » et « search ».")
    passage_id: str = Field(description="L'identifiant du passage, donné par « ask » et « search ».")
    version: int | None = Field(
        default=None, ge=1, le=MAX_NUMBER, description="Une version du document ; celle en vigueur par défaut."
    )


class Desk(Protocol):
    """Carries the tools out, in the JSON of the public contract. Real: cli/mcp.py.

    Each method raises GuichetError for what a person can mend.
    """

    def ask(self, arguments: AskArguments, audience: Audience) -> Json: ...
    def search(self, arguments: SearchArguments, audience: Audience) -> Json: ...
    def read_passage(self, arguments: PassageArguments, audience: Audience) -> Json: ...


@dataclass(frozen=True, slots=True)
class _Offered:
    """A tool: what it takes, what it gives, who does it, and how that reads."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    told: Callable[[Any], str]
    annotations: ToolAnnotations

    def advertised(self) -> Tool:
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=_schema(self.takes, "validation"),
            output_schema=_schema(self.gives, "serialization"),
            annotations=self.annotations,
        )

    def call(self, desk: Desk, arguments: BaseModel, audience: Audience) -> CallToolResult:
        found = self.gives.model_validate(getattr(desk, self.name)(arguments, audience))
        return CallToolResult(content=[_text(self.told(found))], structured_content=found.model_dump(mode="json"))


_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_KEEPS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
"""Each answer adds a receipt, and a turn to its conversation."""

TOOLS = (
    _Offered(
        name="ask",
        title="Poser une question juridique",
        description="Répond en français à la question juridique d'une petite collectivité, par des phrases qui citent "
        "leurs sources (document, page, date) : [1], [2]… Dit quand les sources ne répondent pas, et à qui s'adresser. "
        "La question et la réponse sont gardées dans un reçu, sans données personnelles.",
        takes=AskArguments,
        gives=AnswerOut,
        told=answer_text,
        annotations=_KEEPS,
    ),
    _Offered(
        name="search",
        title="Chercher des passages",
        description="Cherche dans les documents et donne les passages les plus proches, les meilleurs d'abord, un au "
        "plus par document. Pour lire la suite d'un passage : « read_passage ».",
        takes=SearchArguments,
        gives=SearchOut,
        told=results_text,
        annotations=_READS,
    ),
    _Offered(
        name="read_passage",
        title="Lire un passage",
        description="Lit un passage en entier, avec ses titres, sa page, les passages qui le précèdent et le suivent, "
        "et ce que l'on sait de son document ; d'une version antérieure aussi.",
        takes=PassageArguments,
        gives=PassageDetailOut,
        told=passage_text,
        annotations=_READS,
    ),
)


def create_server(desk: Desk, audience_of: AudienceOf) -> Server[Any]:
    """The server, whichever way it is reached."""
    offered = {tool.name: tool for tool in TOOLS}

    async def listed(_context: ServerRequestContext[Any], _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[tool.advertised() for tool in TOOLS])

    async def called(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        tool = offered.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"Aucun outil ne s'appelle « {params.name} ».")
        audience = audience_of(context.request)
        try:
            arguments = tool.takes.model_validate(params.arguments or {})
        except ValidationError as exc:
            return _failed(_unusable(tool.takes, exc), "Corrigez cet argument, puis recommencez.")
        try:
            # Answering is computing: in a thread, so that other requests go on.
            return await anyio.to_thread.run_sync(partial(tool.call, desk, arguments, audience))
        except GuichetError as exc:
            return _failed(str(exc), exc.hint)
        except Exception:
            log.exception("tool %s failed", tool.name)  # a question is an argument, and no argument is logged
            return _failed("une erreur imprévue a interrompu l'outil", "Réessayez, ou prévenez l'administrateur.")

    return Server(
        "guichet",
        version="1",
        title="Guichet",
        instructions=INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


def http_endpoint(server: Server[Any]) -> StreamableHTTPSessionManager:
    """The server over streamable HTTP; `handle_request` is an ASGI application that works while `run()` lasts.

    No session is kept: each request stands alone, with the rights of its own bearer, and is answered in JSON. The Host
    and Origin headers are looked at by the application that it is mounted in (api/mounts.py), which knows what is
    allowed: the SDK's own check wants every name that a reverse proxy may give listed beforehand.
    """
    return StreamableHTTPSessionManager(app=server, json_response=True, stateless=True)


async def serve_stdio(server: Server[Any]) -> None:
    """Serve the client that started this process, until it leaves.

    The SDK keeps standard output for the protocol, and sends what anything else prints there to standard error.
    """
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


class _Schema(GenerateJsonSchema):
    """Without titles, made of our English names: they would say nothing more."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


def _schema(model: type[BaseModel], mode: JsonSchemaMode) -> Json:
    schema = model.model_json_schema(by_alias=False, mode=mode, schema_generator=_Schema)
    for made in (schema, *schema.get("$defs", {}).values()):
        made.pop("description", None)  # a docstring of ours; what is said of an argument is French, and stays
    return schema


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)


def _failed(message: str, hint: str) -> CallToolResult:
    lines = [f"Erreur : {message}", f"À faire : {hint}" if hint else ""]
    return CallToolResult(content=[_text("\n".join(line for line in lines if line))], is_error=True)


def _unusable(model: type[BaseModel], error: ValidationError) -> str:
    """What is wrong with the first wrong argument, in French."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    if first["type"] == "missing":
        return f"{where} : cet argument manque"
    if first["type"] == "extra_forbidden":
        return f"{where} : cet outil n'a pas cet argument"
    field = model.model_fields.get(where)  # a field of a field has no description of its own here
    expected = f" ({field.description.rstrip('.')})" if field and field.description else ""
    return f"{where} : valeur inutilisable{expected}"
