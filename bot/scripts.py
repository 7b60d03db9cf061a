"""Everything the bot says, as data: `data/scripts/*.yml`, read and checked whole at load.

A file maps a key to ``{situation, variables: {name: format}, lines: [variant, …]}``. Three
top-level names are sections instead: ``formats`` (label words), ``taboo`` (word → what to say
instead) and ``intents`` (intent → its title in customers' words).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.clock import today
from bot.errors import ScriptsError
from bot.formats import FORMATS, LABELS, Speech
from bot.taboo import Taboos

SECTIONS = ("formats", "taboo", "intents")
FIELDS = {"situation", "variables", "lines"}


@dataclass(frozen=True)
class Script:
    """One situation's lines; every line uses exactly the declared variables."""

    situation: str
    variables: Mapping[str, str]
    lines: tuple[str, ...]


class Scripts:
    """The loaded lines; immutable, safe to share between threads."""

    def __init__(
        self,
        scripts: Mapping[str, Script],
        labels: Mapping[str, str],
        titles: Mapping[str, str],
        taboos: Mapping[str, str] | None = None,
    ) -> None:
        """Hold checked scripts; `load` is the way to build one from files."""
        self._scripts = scripts
        self._labels = labels
        self._titles = titles
        self._taboos = taboos or {}

    @classmethod
    def load(cls, folder: Path) -> Scripts:
        """Read every ``*.yml`` of `folder`; raises ScriptsError with all problems at once."""
        return _Loader().load(folder)

    def text(self, key: str, variant: int = 0, **values: Any) -> str:
        """Return a line of `key` with `values` spoken in their formats.

        `variant` picks among the lines and may be any integer. Raises KeyError for an unknown
        key and TypeError for missing, unknown or wrongly typed values.
        """
        script = self._scripts[key]
        if values.keys() != script.variables.keys():
            wrong = sorted(values.keys() ^ script.variables.keys())
            raise TypeError(f"{key}: variables do not match: {', '.join(wrong)}")
        speech = Speech(self._labels, today().date())
        spoken = {
            name: FORMATS[script.variables[name]](speech, value) for name, value in values.items()
        }
        return script.lines[variant % len(script.lines)].format(**spoken)

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._scripts)

    def script(self, key: str) -> Script:
        """Return the situation, variables and lines of `key`; raises KeyError."""
        return self._scripts[key]

    def title(self, intent: str) -> str | None:
        """Return what customers call `intent`, or None when it has no title."""
        return self._titles.get(intent)

    def taboos(self) -> Mapping[str, str]:
        """Return every service taboo with what to say instead (handbook §1)."""
        return self._taboos

    def titles(self) -> Mapping[str, str]:
        """Return every intent's title."""
        return self._titles


class _Loader:
    """Collects scripts and problems over all files of one folder."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.scripts: dict[str, Script] = {}
        self.origin: dict[str, str] = {}
        self.sections: dict[str, dict[str, str]] = {name: {} for name in SECTIONS}

    def load(self, folder: Path) -> Scripts:
        paths = sorted(folder.glob("*.yml"))
        if not paths:
            self.problems.append(f"{folder}: no script files")
        for path in paths:
            self._file(path)
        self._labels()
        self._taboos()
        if self.problems:
            raise ScriptsError(tuple(self.problems))
        sections = self.sections
        return Scripts(self.scripts, sections["formats"], sections["intents"], sections["taboo"])

    def _file(self, path: Path) -> None:
        try:
            content = YAML(typ="safe").load(path)
        except (YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f" line {mark.line + 1}:" if mark else ""
            self.problems.append(f"{path.name}:{line} not readable as YAML")
            return
        if not isinstance(content, dict):
            self.problems.append(f"{path.name}: expected keys at the top level")
            return
        for key, value in content.items():
            if key in SECTIONS:
                self._section(path.name, key, value)
            else:
                self._script(path.name, str(key), value)

    def _section(self, file: str, section: str, value: Any) -> None:
        if not isinstance(value, dict) or not all(
            isinstance(part, str) for pair in value.items() for part in pair
        ):
            self.problems.append(f"{file}: {section}: expected texts by name")
            return
        known = self.sections[section]
        self.problems += [
            f"{file}: {section}.{name}: defined twice" for name in value.keys() & known.keys()
        ]
        known.update(value)

    def _script(self, file: str, key: str, value: Any) -> None:
        where = f"{file}: {key}"
        if key in self.scripts:
            self.problems.append(f"{where}: also in {self.origin[key]}")
            return
        if not isinstance(value, dict) or value.keys() - FIELDS:
            self.problems.append(f"{where}: expected only situation, variables and lines")
            return
        variables = value.get("variables") or {}
        lines = value.get("lines")
        if not isinstance(value.get("situation"), str):
            self.problems.append(f"{where}: situation is missing")
        if not isinstance(variables, dict):
            self.problems.append(f"{where}: variables: expected name: format")
            return
        if not isinstance(lines, list) or not lines:
            self.problems.append(f"{where}: lines: expected at least one line")
            return
        self.problems += [
            f"{where}: variable {name}: unknown format {form}"
            for name, form in variables.items()
            if form not in FORMATS
        ]
        for line in lines:
            self._line(where, line, frozenset(variables))
        self.origin[key] = file
        self.scripts[key] = Script(str(value.get("situation")), variables, tuple(map(str, lines)))

    def _line(self, where: str, line: Any, variables: frozenset[str]) -> None:
        if not isinstance(line, str) or not line.strip():
            self.problems.append(f"{where}: a line is not a text")
            return
        used = _variables_of(line)
        if used is None:
            self.problems.append(f"{where}: braces do not hold plain variable names: {line}")
            return
        if used - variables:
            self.problems.append(
                f"{where}: undeclared variable {', '.join(sorted(used - variables))}"
            )
        if variables - used:
            self.problems.append(
                f"{where}: a line leaves out {', '.join(sorted(variables - used))}"
            )

    def _labels(self) -> None:
        labels = self.sections["formats"]
        for name, needed in LABELS.items():
            if name not in labels:
                self.problems.append(f"formats.{name}: missing")
            elif _variables_of(labels[name]) != needed:
                self.problems.append(f"formats.{name}: must hold exactly {sorted(needed)}")

    def _taboos(self) -> None:
        taboos = Taboos(self.sections["taboo"])
        said = [(key, line) for key, script in self.scripts.items() for line in script.lines]
        said += [(f"intents.{name}", title) for name, title in self.sections["intents"].items()]
        said += [(f"formats.{name}", label) for name, label in self.sections["formats"].items()]
        for key, line in said:
            self.problems += [
                f"{self.origin.get(key, 'sections')}: {key}: taboo {hit.word}, say {hit.instead}"
                for hit in taboos.find(line)
            ]


def _variables_of(line: str) -> frozenset[str] | None:
    """Return the variables of `line`, or None when its braces hold anything else."""
    try:
        fields = list(Formatter().parse(line))
    except ValueError:
        return None
    names = frozenset(name for _, name, _, _ in fields if name is not None)
    plain = all(not spec and not conversion for _, _, spec, conversion in fields)
    return names if plain and all(name.isidentifier() for name in names) else None
