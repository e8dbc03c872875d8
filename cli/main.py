"""The commands. Each one parses, calls the desk, prints; errors are one line and the mend."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from api.ingesting import IngestIn
from api.models import Profile
from api.orders import (
    Ask,
    DeleteDocuments,
    Erase,
    Explain,
    Find,
    Purge,
    ReadConversation,
    ReadZones,
    ReplayAnswer,
)
from cli import access, backup, show
from cli.desk import WAIT_SECONDS, Desk, Json, LocalDesk, open_desk
from cli.start import prepared, print_json
from domain.errors import GuichetError
from domain.types import Audience, Retrieval
from runtime.ownership import control_socket
from runtime.sites import is_site

app = typer.Typer(
    help="Guichet répond aux questions juridiques des petites collectivités, chaque phrase avec sa source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(access.keys, name="keys")
app.add_typer(access.accounts, name="accounts")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)

EXIT_NEEDS_OCR = 3

AsJson = Annotated[bool, typer.Option("--json", help="Sortie JSON, celle de l'API.")]
AudienceOption = Annotated[Audience, typer.Option(help="Qui demande : décide des documents visibles.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Date du droit applicable (AAAA-MM-JJ).")
]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute.")] = None,
    port: Annotated[int | None, typer.Option(help="Port d'écoute.")] = None,
    ingest: Annotated[list[Path] | None, typer.Option(help="Dossier à ingérer avant d'ouvrir le service.")] = None,
) -> None:
    """Ouvrir le service web."""
    from cli import serve as service  # noqa: PLC0415 - the web server and the index take seconds to import,
    from runtime.wiring import open_guichet  # noqa: PLC0415 - which a command that asks a running service is spared

    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = prepared(**chosen)
    wait = 0 if control_socket(settings.data_dir) else WAIT_SECONDS  # a command ends; another service does not
    with service.listen(settings) as listener, open_guichet(settings, tell=show.say, wait_seconds=wait) as guichet:
        guichet.catch_up(lambda line: _say_trouble(line.status, line.reason))
        if ingest:
            request = IngestIn(paths=_given(ingest), default_visibility=settings.default_visibility, prune=True)
            for line in _ingested(LocalDesk(guichet), request):
                _say_trouble(line["status"], line["reason"])
        bound_host, bound_port = listener.getsockname()[:2]
        counts = guichet.counts()
        show.say(f"{counts.documents} documents, {counts.passages} passages consultables.")
        told = f"[bold green]Guichet est ouvert : http://{bound_host}:{bound_port}/[/] (Ctrl+C pour arrêter)"
        service.serve(settings, guichet, listener, on_open=lambda: show.err.print(told))


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Fichiers, dossiers, ou sites (https://…).")],
    prune: Annotated[bool, typer.Option("--prune", help="Retirer les documents dont le fichier a disparu.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait fait, sans rien faire.")] = False,
    as_json: AsJson = False,
) -> None:
    """Lire des documents et les rendre consultables.

    Code de sortie : 0 tout est consultable, 1 un fichier au moins est refusé, 3 des pages attendent l'OCR.
    """
    settings = prepared()
    request = IngestIn(
        paths=_given(paths), default_visibility=settings.default_visibility, prune=prune, dry_run=dry_run
    )
    started = monotonic()
    with open_desk(settings, show.say) as desk:
        lines = _ingested(desk, request, print_json if as_json else lambda _: None)
    if not as_json:
        show.ingested(lines, seconds=monotonic() - started, planned=dry_run)
    statuses = {line["status"] for line in lines}
    if "refused" in statuses:
        raise typer.Exit(1)
    if "needs_ocr" in statuses:
        raise typer.Exit(EXIT_NEEDS_OCR)


@app.command()
def delete(
    document_ids: Annotated[list[str], typer.Argument(help="Identifiants des documents.")],
    as_json: AsJson = False,
) -> None:
    """Retirer des documents. Un fichier encore présent dans un dossier reviendra à sa prochaine ingestion."""
    with open_desk(prepared(), show.say) as desk:
        for line in desk.do(DeleteDocuments(document_ids=tuple(document_ids))):
            print_json(line) if as_json else show.report(line)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="La question, entre guillemets.")],
    audience: AudienceOption = Audience.PUBLIC,
    as_of: AsOf = None,
    kind: Annotated[
        str | None, typer.Option(help="Qui demande : commune, epci, departement, region, syndicat.")
    ] = None,
    population: Annotated[int | None, typer.Option(min=0, help="Son nombre d'habitants.")] = None,
    conversation: Annotated[str | None, typer.Option(help="La conversation à poursuivre (conversation_id).")] = None,
    as_json: AsJson = False,
) -> None:
    """Poser une question : la réponse et ses sources numérotées."""
    asked = Ask(
        question=question,
        audience=audience,
        as_of=_day(as_of),
        conversation_id=conversation,
        profile=Profile(kind=kind, population=population),
    )
    with open_desk(prepared(), show.say) as desk:
        found = desk.do(asked)
    print_json(found) if as_json else show.answer(found)


@app.command()
def replay(
    answer_id: Annotated[str, typer.Argument(help="L'identifiant d'une réponse (answer_id).")],
    as_json: AsJson = False,
) -> None:
    """Refaire une réponse à partir de son reçu : la même, ou ce qui a changé.

    Code de sortie : 0 la réponse est la même, 1 quelque chose diffère.
    """
    with open_desk(prepared(), show.say) as desk:
        found = desk.do(ReplayAnswer(answer_id=answer_id))
    print_json(found) if as_json else show.replayed(found)
    if not found["same"]:
        raise typer.Exit(1)


@app.command()
def purge(
    conversation: Annotated[str | None, typer.Option(help="Effacer seulement cette conversation.")] = None,
) -> None:
    """Effacer ce qui a été gardé assez longtemps (GUICHET_KEEP_DAYS, GUICHET_KEEP_STAFF_DAYS)."""
    settings = prepared()
    with open_desk(settings, show.say) as desk:
        if conversation:
            show.out.print(f"{desk.do(Erase(conversation=conversation))} réponse(s) effacée(s).")
            return
        gone = desk.do(Purge(keep_days=settings.keep_days, keep_staff_days=settings.keep_staff_days))
    show.out.print(
        f"{gone['answers']} réponse(s), {gone['tasks']} suivi(s) de l'équipe, {gone['keys']} clé(s) et "
        f"{gone['eval_runs']} mesure(s) effacés."
    )


@app.command()
def conversation(
    conversation_id: Annotated[str, typer.Argument(help="L'identifiant d'une conversation (conversation_id).")],
) -> None:
    """Écrire tout ce qui est gardé d'une conversation (JSON), pour la personne qui le demande."""
    with open_desk(prepared(), show.say) as desk:
        print_json(desk.do(ReadConversation(conversation=conversation_id)))


@app.command()
def zones(
    months: Annotated[int, typer.Option(min=1, max=60, help="Mois comptés, celui-ci compris.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Dire où les questions restent sans réponse, par thème et par mois."""
    with open_desk(prepared(), show.say) as desk:
        found = desk.do(ReadZones(months=months))
    print_json(found) if as_json else show.zones(found)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Mots ou question.")],
    audience: AudienceOption = Audience.PUBLIC,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Nombre de passages.")] = 10,
    theme: Annotated[str | None, typer.Option(help="Seulement ce thème.")] = None,
    type: Annotated[str | None, typer.Option(help="Seulement ce type de document.")] = None,
    group: Annotated[bool, typer.Option(help="Au plus un passage par document.")] = True,
    explain: Annotated[bool, typer.Option("--explain", help="Dire d'où vient le rang de chaque passage.")] = False,
    as_json: AsJson = False,
) -> None:
    """Chercher des passages."""
    query = (Explain if explain else Find)(
        question=question, audience=audience, as_of=_day(as_of), limit=limit, theme=theme, type=type, group=group
    )
    with open_desk(prepared(), show.say) as desk:
        found = desk.do(query)
    if as_json:
        print_json(found)
    elif explain:
        show.explained(found)
    else:
        show.results(found)


@app.command()
def mcp(audience: AudienceOption = Audience.PUBLIC) -> None:
    """Servir un client MCP (Claude, un éditeur…) sur l'entrée et la sortie standard.

    À côté de « ./guichet serve », ses demandes passent par le service ; sans lui, la commande n'ouvre le dossier des
    données que le temps de répondre. Le service répond aussi à l'adresse /mcp.
    """
    from cli.mcp import serve_stdio  # noqa: PLC0415 - the protocol's libraries take a second to import

    serve_stdio(prepared(), audience)


@app.command()
def reindex() -> None:
    """Reconstruire l'index à partir de la base seule (après un changement de modèle, par exemple)."""
    with (
        open_desk(prepared(), show.say, accept_mismatch=True) as desk,
        show.progress_bar("Reconstruction de l'index") as progress,
    ):
        documents = desk.reindex(progress)
    show.out.print(f"Index reconstruit : {documents} documents.")


@app.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Fichier à écrire ; sinon l'écran.")] = None,
) -> None:
    """Écrire tout ce que Guichet contient, documents privés compris (JSON Lines, ordre fixe)."""
    with (
        open_desk(prepared(), show.say) as desk,
        output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as file,
    ):
        for line in desk.export():
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Dire ce qui est installé, ce qui est consultable, et quoi faire de ce qui ne va pas."""
    from cli import doctor as checks  # noqa: PLC0415 - it reads the records and backups itself: seconds of imports

    findings = checks.examine(prepared())
    if as_json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        checks.show(findings)
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    dataset: Annotated[
        Path | None,
        typer.Option(
            help="Cas (JSON Lines), leur dossier, BEIR, ou « validated » : les réponses validées.",
            show_default="les questions fournies",
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="dev, test ou all.")] = "all",
    retriever: Annotated[str, typer.Option(help="hybrid, dense, lexical, ou all : les trois côte à côte.")] = "hybrid",
    compare: Annotated[Path | None, typer.Option(help="Mesures d'avant (fichier écrit par --json).")] = None,
    html: Annotated[Path | None, typer.Option(help="Rapport à écrire, à ouvrir dans un navigateur.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Mesures à écrire, cas par cas.")] = None,
    export: Annotated[Path | None, typer.Option(help="Dossier où écrire TREC, BEIR, ragas et deepeval.")] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Échouer sous les planchers d'eval/baseline.json.")] = False,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="Poser les planchers.")] = False,
    reason: Annotated[str, typer.Option(help="Pourquoi un plancher baisse ; écrit avec lui.")] = "",
    keep: Annotated[bool, typer.Option(help="Garder la mesure parmi celles que l'équipe relit et compare.")] = True,
) -> None:
    """Mesurer la recherche, les réponses, les citations et les silences sur un jeu de questions."""
    from cli.evaluation import Options  # noqa: PLC0415 - its libraries take a second to import, and only eval needs them
    from cli.evaluation import evaluate as measure  # noqa: PLC0415
    from eval.gate import BASELINE  # noqa: PLC0415
    from eval.subject import CASES  # noqa: PLC0415

    known = [r.value for r in Retrieval]
    if retriever not in (*known, "all"):
        raise typer.BadParameter(f"« {retriever} » : choisissez {', '.join(known)} ou all.")
    options = Options(
        dataset=dataset or CASES,
        split=split,
        retrievers=tuple(Retrieval) if retriever == "all" else (Retrieval(retriever),),
        compare=compare,
        json_file=json_file,
        html_file=html,
        export=export,
        baseline=BASELINE if gate or write_baseline else None,
        write=write_baseline,
        reason=reason,
        keep=keep,
    )
    if not measure(prepared(), options):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; an expected failure is one line, its mend, and exit status 1."""
    if not os.access(".", os.R_OK | os.X_OK):
        os.chdir("/")  # libraries look for their settings where a command is typed: with sudo, that may be closed to us
    try:
        app(prog_name="./guichet")
    except GuichetError as exc:
        show.error(exc)
        sys.exit(1)


def _given(paths: Sequence[str | Path]) -> tuple[str, ...]:
    """Paths as absolute ones, since a serving process has its own working directory; addresses as they are."""
    return tuple(str(path) if is_site(path) else str(Path(path).absolute()) for path in paths)


def _ingested(desk: Desk, request: IngestIn, on_report: Callable[[Json], None] = lambda _: None) -> list[Json]:
    """Ingest with a bar; returns the reports."""
    reports: list[Json] = []
    with show.progress_bar("Ingestion") as progress:

        def on_line(line: Json) -> None:
            if "report" in line:
                reports.append(line["report"])
                on_report(line["report"])
            elif "plan" in line:
                show.plan(line["plan"])
            else:
                progress(line["done"], line["total"], line["label"])

        desk.ingest(request, on_line)
    return reports


def _say_trouble(status: str, reason: str) -> None:
    if reason:
        show.say(f"{status} : {reason}")


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()
