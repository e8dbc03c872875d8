"""`guichet backup` and `guichet restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from api.orders import Backup
from cli import show
from cli.desk import open_desk
from cli.start import prepared, print_json
from domain.text import french_date

AsJson = Annotated[bool, typer.Option("--json", help="Sortie JSON.")]
COUNTED = {
    "versions": "versions de documents",
    "answers": "réponses",
    "validated": "réponses validées",
    "keys": "clés",
    "accounts": "comptes",
}


def backup(
    file: Annotated[Path, typer.Argument(help="Le fichier .zip à écrire ; il ne doit pas exister.")],
    as_json: AsJson = False,
) -> None:
    """Sauvegarder la base, les documents envoyés et les copies de sites, service en marche ou arrêté.

    L'index n'y est pas : il se refait. Le fichier contient des documents réservés et des questions posées.
    """
    with open_desk(prepared(), show.say, accept_mismatch=True) as desk:
        written = desk.do(Backup(path=file.absolute()))
    if as_json:
        print_json(written)
        return
    show.out.print(f"{escape(written['path'])} : {written['bytes'] / 1e6:.1f} Mo.")
    show.out.print(_counted(written["rows"], written["files"]))


def restore(
    file: Annotated[Path, typer.Argument(help="Un fichier écrit par « guichet backup ».")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Mettre de côté les données présentes, dans le dossier des données.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remettre une sauvegarde, service arrêté ; l'index est refait. Les personnes connectées devront se reconnecter."""
    from runtime.backup import Restored, read_backup  # noqa: PLC0415 - seconds of imports, which the others are spared
    from runtime.backup import restore as put_back  # noqa: PLC0415
    from runtime.wiring import open_guichet  # noqa: PLC0415

    settings = prepared()
    restored: list[Restored] = []
    with read_backup(file) as archive:
        show.say("La sauvegarde est entière.")
        with (
            open_guichet(
                settings,
                tell=show.say,
                accept_mismatch=True,
                first=lambda: restored.append(put_back(archive, settings.data_dir, settings.database, replace=replace)),
            ) as guichet,
            show.progress_bar("Reconstruction de l'index") as progress,
        ):
            documents = guichet.reindex(progress)
    [done] = restored
    if as_json:
        aside = str(done.aside) if done.aside else None
        print_json({"moment": done.moment, "rows": done.rows, "files": done.files, "aside": aside})
        return
    moment = done.moment.astimezone()
    show.out.print(f"Sauvegarde du {french_date(moment.date())} à {moment:%H:%M} restaurée.")
    show.out.print(_counted(done.rows, done.files))
    show.out.print(f"Index reconstruit : {documents} documents.")
    if done.aside:
        show.out.print(f"Les données d'avant sont dans {escape(str(done.aside))} ; supprimez-le quand tout va bien.")


def _counted(rows: dict[str, int], files: int) -> str:
    told = [f"{rows[table]} {name}" for table, name in COUNTED.items() if table in rows]
    return f"{', '.join(told)}, {files} fichier(s)."
