"""Settings come from the environment, and the documentation says them all."""

from __future__ import annotations

import pytest

from domain.errors import BadSetting
from runtime.settings import load_settings
from runtime.settings_doc import TARGET, render


def test_the_documentation_says_every_setting_as_it_is() -> None:
    assert TARGET.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GUICHET_PORT", "huit mille"),
        ("GUICHET_THREADS", "0"),
        ("GUICHET_DEFAULT_VISIBILITY", "publique"),
        ("GUICHET_LOG_LEVEL", "BAVARD"),
    ],
)
def test_an_unusable_setting_is_an_error_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(BadSetting, match=f"{variable} : .*{value}"):
        load_settings()


@pytest.mark.parametrize("variable", ["GUICHET_ALLOWED_ORIGINS", "GUICHET_TRUSTED_PROXIES", "GUICHET_CONTACTS"])
def test_a_list_that_is_not_json_is_an_error_that_names_the_variable_and_shows_how(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "https://www.mairie-exemple.fr")

    with pytest.raises(BadSetting, match=f"{variable} : .*JSON") as caught:
        load_settings()

    assert "GUICHET_ALLOWED_ORIGINS='[" in caught.value.hint


def test_an_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_PORT", "9000")

    assert load_settings(port=9001).port == 9001
    assert load_settings().port == 9000
