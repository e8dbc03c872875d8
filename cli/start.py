"""What every command begins with, and the JSON that it may end with."""

from __future__ import annotations

import json
from typing import Any

from runtime import log
from runtime.settings import Settings, load_settings


def prepared(**overrides: Any) -> Settings:
    """The settings, logging set up by them."""
    settings = load_settings(**overrides)
    log.set_up(settings.log_level, settings.log_format)
    return settings


def print_json(value: Any) -> None:
    """One line."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)
