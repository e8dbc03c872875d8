"""`make bench-kills`: a service killed at fifty random moments while it is written to. What is lost, what is wrong."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import median

from rich.console import Console

from runtime.settings import load_settings
from tests.api.kills import killed, prepared

SEED = 20261126


def main() -> None:
    """Print the outcome of every kill together."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    kills = parser.parse_args().kills
    model_dir = load_settings().model_dir
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as made:
        expected = prepared(Path(made), model_dir)
        outcomes = [killed(Path(made), model_dir, expected, SEED + kill) for kill in range(kills)]
    seconds = [outcome.seconds for outcome in outcomes]
    console.print(f"{kills} kills, {sum(outcome.acknowledged for outcome in outcomes)} writes acknowledged")
    console.print(f"lost: {sum(len(outcome.lost) for outcome in outcomes)}")
    console.print(f"wrong answers: {sum(len(outcome.wrong) for outcome in outcomes)}")
    console.print(
        f"back in (imports aside: see tests/commands.py): median {median(seconds):.1f} s, at most {max(seconds):.1f} s"
    )
    for outcome in outcomes:
        for told in (*outcome.lost, *outcome.wrong):
            console.print(f"  {told}")


if __name__ == "__main__":
    main()
