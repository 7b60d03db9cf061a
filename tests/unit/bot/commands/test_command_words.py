"""The command line's words: both languages, the same variables, chosen by locale."""

from __future__ import annotations

from string import Formatter

import pytest
from ruamel.yaml import YAML

from bot.commands.words import language, say
from bot.settings import ROOT

WORDS = {
    key: line
    for name in ("words.yml", "errors.yml")
    for key, line in YAML(typ="safe")
    .load((ROOT / "data" / "cli" / name).read_text(encoding="utf-8"))
    .items()
}


@pytest.mark.parametrize("key", WORDS)
def test_every_line_exists_in_both_languages_with_the_same_variables(key) -> None:
    """Whoever adds a line adds both."""
    variables = {
        name: {field for _, field, _, _ in Formatter().parse(str(WORDS[key][name])) if field}
        for name in ("zh", "en")
    }

    assert variables["zh"] == variables["en"]
    assert all(str(WORDS[key][name]).strip() for name in ("zh", "en"))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "ZH_tw", "LANG": "en_US"}, "zh"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(monkeypatch, locale, expected) -> None:
    """LC_ALL before LC_MESSAGES before LANG, as in any program; English when none speaks."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)

    assert language() == expected
    assert say("port_taken", port=17) == WORDS["port_taken"][expected].format(port=17)
