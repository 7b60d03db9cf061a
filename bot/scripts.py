"""Everything the bot says, as data: `data/scripts/*.yml`, read and checked whole at load.

A file maps a key to ``{situation, variables: {name: format}, lines: [variant, …]}``. Three
top-level names are sections instead: ``formats`` (label words), ``taboo`` (word → what to say
instead) and ``intents`` (intent → its title in customers' words).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.clock import today
from bot.errors import ScriptsError
from bot.formats import FORMATS, LABELS, Speech
from bot.taboo import Taboos

SECTIONS = ("formats", "taboo", "intents")
FIELDS = {"situation", "variables", "lines"}
_FLAWS = {
    "blank": "a line is not a text",
    "braces": "braces do not hold plain variable names: {}",
    "undeclared": "undeclared variable {}",
    "left_out": "a line leaves out {}",
}
_FILES_KEPT = 128
"""Files whose parsed content is remembered: a few times as many as there are."""


@dataclass(frozen=True)
class Script:
    """One situation's lines; every line uses exactly the declared variables."""

    situation: str
    variables: Mapping[str, str]
    lines: tuple[str, ...]
    file: str = ""
    """The name of the file that it stands in."""


class _Content(NamedTuple):
    """What is said at one time: replaced as a whole, never changed."""

    scripts: Mapping[str, Script]
    labels: Mapping[str, str]
    titles: Mapping[str, str]
    taboos: Mapping[str, str]


class Scripts:
    """The loaded lines, safe to share between threads.

    Whoever holds one says the lines that `take` gave it last; a call never mixes old and new.
    """

    def __init__(
        self,
        scripts: Mapping[str, Script],
        labels: Mapping[str, str],
        titles: Mapping[str, str],
        taboos: Mapping[str, str] | None = None,
    ) -> None:
        """Hold checked scripts; `load` is the way to build one from files."""
        self._content = _Content(scripts, labels, titles, taboos or {})

    @classmethod
    def load(cls, folder: Path) -> Scripts:
        """Read every ``*.yml`` of `folder`; raises ScriptsError with all problems at once."""
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yml"))}
        return cls.parse(files, str(folder))

    @classmethod
    def parse(cls, files: Mapping[str, bytes], folder: str = "") -> Scripts:
        """Build from the content of files by name; raises ScriptsError as `load` does."""
        return _Loader().load(files, folder)

    def take(self, other: Scripts) -> None:
        """Say what `other` says, from the next call on, wherever this one is held."""
        self._content = other._content

    def text(self, key: str, variant: int = 0, **values: Any) -> str:
        """Return a line of `key` with `values` spoken in their formats.

        `variant` picks among the lines and may be any integer. Raises KeyError for an unknown
        key and TypeError for missing, unknown or wrongly typed values.
        """
        content = self._content
        script = content.scripts[key]
        if values.keys() != script.variables.keys():
            wrong = sorted(values.keys() ^ script.variables.keys())
            raise TypeError(f"{key}: variables do not match: {', '.join(wrong)}")
        spoken = {
            name: _spoken(content, script.variables[name], value) for name, value in values.items()
        }
        return script.lines[variant % len(script.lines)].format(**spoken)

    def saying(self, key: str, *lines: str) -> Scripts:
        """Return the same scripts but for the lines of `key`: to hear them before they are kept.

        They are not checked; raises KeyError for an unknown key.
        """
        content = self._content
        other = replace(content.scripts[key], lines=lines)
        return Scripts({**content.scripts, key: other}, *content[1:])

    def spoken(self, form: str, value: Any) -> str:
        """Return how `value` is spoken in a format; raises as `text`."""
        return _spoken(self._content, form, value)

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._content.scripts)

    def script(self, key: str) -> Script:
        """Return the situation, variables and lines of `key`; raises KeyError."""
        return self._content.scripts[key]

    def title(self, intent: str) -> str | None:
        """Return what customers call `intent`, or None when it has no title."""
        return self._content.titles.get(intent)

    def taboos(self) -> Mapping[str, str]:
        """Return every service taboo with what to say instead (handbook §1)."""
        return self._content.taboos

    def titles(self) -> Mapping[str, str]:
        """Return every intent's title."""
        return self._content.titles


def _spoken(content: _Content, form: str, value: Any) -> str:
    return FORMATS[form](Speech(content.labels, today().date()), value)


class _Loader:
    """Collects scripts and problems over all files of one folder."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.scripts: dict[str, Script] = {}
        self.origin: dict[str, str] = {}
        self.sections: dict[str, dict[str, str]] = {name: {} for name in SECTIONS}

    def load(self, files: Mapping[str, bytes], folder: str) -> Scripts:
        if not files:
            self.problems.append(f"{folder}: no script files")
        for name, content in sorted(files.items()):
            self._file(name, content)
        self._labels()
        self._taboos()
        if self.problems:
            raise ScriptsError(tuple(self.problems))
        sections = self.sections
        return Scripts(self.scripts, sections["formats"], sections["intents"], sections["taboo"])

    def _file(self, file: str, raw: bytes) -> None:
        try:
            content = _parsed(raw)
        except (YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f" line {mark.line + 1}:" if mark else ""
            self.problems.append(f"{file}:{line} not readable as YAML")
            return
        if not isinstance(content, dict):
            self.problems.append(f"{file}: expected keys at the top level")
            return
        for key, value in content.items():
            if key in SECTIONS:
                self._section(file, key, value)
            else:
                self._script(file, str(key), value)

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
        self.scripts[key] = Script(
            str(value.get("situation")), variables, tuple(map(str, lines)), file
        )

    def _line(self, where: str, line: Any, variables: frozenset[str]) -> None:
        self.problems += [
            f"{where}: {_FLAWS[code].format(detail)}"
            for code, detail in line_flaws(line, variables)
        ]

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


def line_flaws(line: Any, variables: Collection[str]) -> list[tuple[str, str]]:
    """Return what is wrong with a line besides its words, each with what it is about.

    A line is a text that uses exactly `variables`: else it is blank, has braces, or names what is
    undeclared or left_out.
    """
    if not isinstance(line, str) or not line.strip():
        return [("blank", "")]
    used = _variables_of(line)
    if used is None:
        return [("braces", line)]
    declared = frozenset(variables)
    undeclared, missing = sorted(used - declared), sorted(declared - used)
    found = [("undeclared", ", ".join(undeclared))] if undeclared else []
    return found + ([("left_out", ", ".join(missing))] if missing else [])


@lru_cache(maxsize=_FILES_KEPT)
def _parsed(raw: bytes) -> Any:
    """Return the content of a file; when one of many has changed only that one is parsed again.

    It is shared: nobody may change it.
    """
    return YAML(typ="safe").load(raw)


def _variables_of(line: str) -> frozenset[str] | None:
    """Return the variables of `line`, or None when its braces hold anything else."""
    try:
        fields = list(Formatter().parse(line))
    except ValueError:
        return None
    names = frozenset(name for _, name, _, _ in fields if name is not None)
    plain = all(not spec and not conversion for _, _, spec, conversion in fields)
    return names if plain and all(name.isidentifier() for name in names) else None
