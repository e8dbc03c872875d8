"""Says what is installed, what is searchable, and what to do about anything wrong: see runtime/health.py."""

from __future__ import annotations

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from api.orders import ReadStatus
from cli.desk import Json, open_desk
from cli.show import out, say
from runtime import health
from runtime.health import Finding
from runtime.settings import Settings

_MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "error": "[red]✗[/]"}


def examine(settings: Settings) -> list[Finding]:
    """Everything, asked of the process that serves the data folder when there is one."""

    def read_status() -> Json:
        with open_desk(settings, say) as desk:
            status: Json = desk.do(ReadStatus())
        return status

    return health.examine(settings, read_status)


def show(findings: list[Finding]) -> None:
    """A table for a person."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for finding in findings:
        table.add_row(_MARKS[finding.level], f"[bold]{escape(finding.what)}[/]", escape(finding.detail))
        if finding.mend:
            table.add_row("", "", Padding(f"[bold]À faire :[/] {escape(finding.mend)}", (0, 0, 0, 2)))
    out.print(table)
