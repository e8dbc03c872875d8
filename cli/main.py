"""The commands. Each one parses, calls the desk, prints; errors are one line and the mend."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.control import QueryIn
from cli import doctor as checks
from cli import show
from cli.desk import Json, open_desk
from domain.errors import GuichetError
from domain.types import Audience
from runtime import log
from runtime.settings import Settings, load_settings

app = typer.Typer(
    help="Guichet répond aux questions juridiques des petites collectivités, chaque phrase avec sa source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

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
    settings = _settings(**chosen)
    with service.listen(settings) as listener, open_guichet(settings, tell=show.say) as guichet:
        if ingest:
            tally: list[Json] = []
            with show.progress_bar("Ingestion") as progress:
                guichet.ingest(
                    ingest,
                    default_visibility=settings.default_visibility,
                    report=lambda line: tally.append({"status": line.status, "reason": line.reason}),
                    progress=progress,
                )
            for line in tally:
                if line["reason"]:
                    show.say(f"{line['status']} : {line['reason']}")
        bound_host, bound_port = listener.getsockname()[:2]
        counts = guichet.counts()
        show.say(f"{counts.documents} documents, {counts.passages} passages consultables.")
        show.err.print(f"[bold green]Guichet est ouvert : http://{bound_host}:{bound_port}/[/] (Ctrl+C pour arrêter)")
        service.serve(settings, guichet, listener)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Fichiers ou dossiers.")],
    as_json: AsJson = False,
) -> None:
    """Lire des documents et les rendre consultables ; ceux d'un dossier qui ont disparu sont retirés."""
    settings = _settings()
    failed: list[Json] = []

    def report(line: Json) -> None:
        if line["status"] == "refused":
            failed.append(line)
        _print_json(line) if as_json else show.report(line)

    with open_desk(settings, show.say) as desk, show.progress_bar("Ingestion") as progress:
        desk.ingest(paths, settings.default_visibility, report, progress)
    if failed:
        raise typer.Exit(1)


@app.command()
def delete(
    document_ids: Annotated[list[str], typer.Argument(help="Identifiants des documents.")],
    as_json: AsJson = False,
) -> None:
    """Retirer des documents. Un fichier encore présent dans un dossier reviendra à sa prochaine ingestion."""
    with open_desk(_settings(), show.say) as desk:
        for line in desk.delete(document_ids):
            _print_json(line) if as_json else show.report(line)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="La question, entre guillemets.")],
    audience: AudienceOption = Audience.PUBLIC,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Poser une question : la réponse et ses sources numérotées."""
    query = QueryIn(question=question, audience=audience, as_of=_day(as_of))
    with open_desk(_settings(), show.say) as desk:
        found = desk.ask(query)
    _print_json(found) if as_json else show.answer(found)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Mots ou question.")],
    audience: AudienceOption = Audience.PUBLIC,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="Nombre de passages.")] = 10,
    theme: Annotated[str | None, typer.Option(help="Seulement ce thème.")] = None,
    type: Annotated[str | None, typer.Option(help="Seulement ce type de document.")] = None,
    group: Annotated[bool, typer.Option(help="Au plus un passage par document.")] = True,
    as_json: AsJson = False,
) -> None:
    """Chercher des passages."""
    query = QueryIn(
        question=question, audience=audience, as_of=_day(as_of), limit=limit, theme=theme, type=type, group=group
    )
    with open_desk(_settings(), show.say) as desk:
        found = desk.search(query)
    _print_json(found) if as_json else show.results(found)


@app.command()
def reindex() -> None:
    """Reconstruire l'index à partir de la base seule (après un changement de modèle, par exemple)."""
    with (
        open_desk(_settings(), show.say, accept_mismatch=True) as desk,
        show.progress_bar("Reconstruction de l'index") as progress,
    ):
        documents = desk.reindex(progress)
    show.out.print(f"Index reconstruit : {documents} documents.")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Dire ce qui est installé, ce qui est consultable, et quoi faire de ce qui ne va pas."""
    findings = checks.examine(_settings())
    if as_json:
        _print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        checks.show(findings)
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


@app.command(name="eval")
def evaluate(
    cases: Annotated[Path, typer.Option(help="Fichier de cas (JSON Lines) ou dossier.")] = Path("eval/cases"),
    split: Annotated[str, typer.Option(help="dev, test ou all.")] = "all",
    as_json: AsJson = False,
) -> None:
    """Mesurer la recherche, les citations et les abstentions sur un jeu de questions."""
    from cli.evaluation import run  # noqa: PLC0415 - ir-measures takes a second to import, and only eval needs it

    run(_settings(), cases, split, as_json=as_json)


def main() -> None:
    """Run the command line; an expected failure is one line, its mend, and exit status 1."""
    try:
        app(prog_name="./guichet")
    except GuichetError as exc:
        show.error(exc)
        sys.exit(1)


def _settings(**overrides: Any) -> Settings:
    settings = load_settings(**overrides)
    log.set_up(settings.log_level)
    return settings


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()


def _print_json(value: Json) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)
