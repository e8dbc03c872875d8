"""`make fuzz`: schemathesis asks a real server everything that the OpenAPI document allows, and much that it does not.

All its checks, its stateful phase included. What each check is told to accept stands in schemathesis.toml, with why.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from bench.serving import serving
from runtime.settings import CHECKOUT

SEED = 20261126
OFTEN = "1000000/minute"
KEY_ENDING = ("revoke_key", "rotate_key")


def main() -> None:
    """Run it as an administrator, who may call everything; exits as it does."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="cases an operation and a phase")
    given, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        with serving(
            data, "--ingest", str(CHECKOUT / "corpus"), GUICHET_OCR="false", GUICHET_KEY_RATE_LIMIT=OFTEN
        ) as server:
            everything = _fuzz(server.url, data, given.examples, [*_chosen("--exclude-operation-id"), *more])
            # Apart, for what they end is the key that the rest is asked with.
            ending = _fuzz(server.url, data, given.examples, [*_chosen("--include-operation-id"), *more])
    sys.exit(everything or ending)


def _fuzz(url: str, data: Path, examples: int, chosen: list[str]) -> int:
    command = [sys.executable, "-m", "cli", "keys", "create", "essais", "--role", "admin", "--json"]
    environment = os.environ | {"GUICHET_DATA_DIR": str(data)}
    made = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    key = json.loads(made.stdout)["secret"]
    tester = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CHECKOUT / "schemathesis.toml"),
        "run", f"{url}/openapi.json", "--checks", "all", "--seed", str(SEED), "--max-examples", str(examples),
        "--header", f"Authorization: Bearer {key}", *chosen,
    ]  # fmt: skip
    return subprocess.run(tester, cwd=data.parent, check=False).returncode


def _chosen(option: str) -> list[str]:
    return [part for operation in KEY_ENDING for part in (option, operation)]


if __name__ == "__main__":
    main()
