"""`guichet keys` and `guichet accounts`: who may call."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.orders import CreateKey, ListAccounts, ListKeys, Order, PutAccount, RemoveAccount, RevokeKey, RotateKey
from cli import show
from cli.desk import Json, open_desk
from cli.start import prepared, print_json
from domain.access import Role
from domain.text import french_date

keys = typer.Typer(help="Les clés des autres programmes (le site du réseau, un client MCP).", no_args_is_help=True)
accounts = typer.Typer(help="Les comptes de l'équipe, pour les pages /equipe.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Sortie JSON.")]
KeyId = Annotated[str, typer.Argument(help="L'identifiant de la clé (« keys list »).")]


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="Le programme ou le site qui l'utilisera.")],
    role: Annotated[Role, typer.Option(help="adherent, staff ou admin.")] = Role.ADHERENT,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="Jours de validité ; sans fin par défaut.")] = None,
    as_json: AsJson = False,
) -> None:
    """Créer une clé. Elle n'est affichée que cette fois."""
    _show_secret(_do(CreateKey(holder=name, role=role, days=days)), as_json)


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Les clés, sans leur secret."""
    found = _do(ListKeys())
    if as_json:
        print_json(found)
        return
    table = Table("id", "nom", "rôle", "créée", "expire", "dernier usage", "état", box=None)
    for key in found:
        state = "retirée" if key["revoked_at"] else "en vigueur"
        dates = (_day(key["created_at"]), _day(key["expires_at"]), _day(key["last_used_at"]))
        table.add_row(key["id"], escape(key["name"]), key["role"], *dates, state)
    show.out.print(table)


@keys.command("rotate")
def rotate_key(key_id: KeyId, as_json: AsJson = False) -> None:
    """Donner un autre secret à une clé ; l'ancien n'ouvre plus rien."""
    _show_secret(_do(RotateKey(key_id=key_id)), as_json)


@keys.command("revoke")
def revoke_key(key_id: KeyId) -> None:
    """Retirer une clé pour de bon, avec les jetons qu'elle a donnés."""
    _do(RevokeKey(key_id=key_id))
    show.out.print(f"Clé {escape(key_id)} retirée.")


@accounts.command("create")
def create_account(
    name: Annotated[str, typer.Argument(help="Le nom de la personne ; un compte du même nom est remplacé.")],
    role: Annotated[Role, typer.Option(help="staff ou admin.")] = Role.STAFF,
) -> None:
    """Créer un compte, ou changer son mot de passe : ses connexions ouvertes se ferment.

    Le mot de passe se tape, ou se lit sur l'entrée standard : en argument, toute la machine le verrait.
    """
    password = (
        typer.prompt("Mot de passe", hide_input=True, confirmation_prompt="Une seconde fois")
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    _do(PutAccount(person=name, role=role, password=password))
    show.out.print(f"Compte « {escape(name)} » prêt : la page de connexion est /equipe/connexion.")


@accounts.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """Les comptes."""
    found = _do(ListAccounts())
    if as_json:
        print_json(found)
        return
    table = Table("nom", "rôle", "créé", box=None)
    for account in found:
        table.add_row(escape(account["name"]), account["role"], _day(account["created_at"]))
    show.out.print(table)


@accounts.command("remove")
def remove_account(name: Annotated[str, typer.Argument(help="Le nom du compte.")]) -> None:
    """Fermer un compte et ses connexions."""
    _do(RemoveAccount(person=name))
    show.out.print(f"Compte « {escape(name)} » fermé.")


def _do(order: Order) -> Any:
    with open_desk(prepared(), show.say) as desk:
        return desk.do(order)


def _show_secret(key: Json, as_json: bool) -> None:
    if as_json:
        print_json(key)
        return
    show.out.print(f"Clé {key['id']} ({escape(key['name'])}, {key['role']}). Notez-la, elle ne sera plus affichée :")
    print(key["secret"], flush=True)


def _day(moment: str | None) -> str:
    return french_date(datetime.fromisoformat(moment).date()) if moment else "–"
