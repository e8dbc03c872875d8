"""`python -m api.openapi_doc` writes docs/openapi.json: the public contract, for whoever calls it."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from api.app import create_app
from api.openapi import document_of
from runtime.settings import CHECKOUT, load_settings
from runtime.wiring import open_guichet

DESTINATION = CHECKOUT / "docs" / "openapi.json"


def main() -> None:
    """Open an empty Guichet, and write the document of its application."""
    with TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder) / "data")
        with open_guichet(settings) as guichet:
            document = document_of(create_app(settings, guichet))
    DESTINATION.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
