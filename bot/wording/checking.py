"""What is wrong with the lines of a script, and what is only better said otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.desk.lint import NEGATIVE, DraftLint, Manners
from bot.errors import XiaotongError
from bot.scripts import Script, Scripts, line_flaws
from bot.taboo import Taboos

MOST_LINES = 20
"""Variants that a situation may have."""
LONGEST_LINE = 1000
"""Characters of a line: three screens of a telephone."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029\ufeff]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line: its place from 1 (0: all of them), a code, what it is about."""

    place: int
    code: str
    detail: str = ""
    word: str = ""
    instead: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether the line may not be kept; else it is a hint."""
        return self.code != NEGATIVE


class LinesRefused(XiaotongError):
    """Lines have problems; nothing was changed."""

    code: ClassVar[str] = "problems"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem."""
        super().__init__("; ".join(f"{each.place}: {each.code}" for each in problems))
        self.problems = tuple(problems)


class LineChecker:
    """Finds what loading would refuse, and a no that comes without a reason (handbook §1)."""

    def __init__(self, scripts: Scripts, manners: Manners) -> None:
        """Take the taboos of `scripts`; `manners` say what makes a no bearable."""
        self._scripts = scripts
        self._nos = DraftLint({}, manners)

    def problems(self, script: Script, lines: Sequence[str]) -> list[Problem]:
        """Return every problem and hint about `lines`, said in the situation of `script`."""
        found = [] if lines else [Problem(0, "no_lines")]
        if len(lines) > MOST_LINES:
            found.append(Problem(0, "too_many", str(MOST_LINES)))
        for place, line in enumerate(lines, 1):
            found += self.of_line(script, line, place)
        return found

    def of_line(self, script: Script, line: str, place: int) -> list[Problem]:
        """Return every problem and hint about one line."""
        found = [Problem(place, code, what) for code, what in line_flaws(line, script.variables)]
        if len(line) > LONGEST_LINE:
            found.append(Problem(place, "too_long", str(LONGEST_LINE)))
        if _CONTROL.search(line):
            found.append(Problem(place, "control"))
        found += [
            Problem(place, "taboo", word=hit.word, instead=hit.instead)
            for hit in Taboos(self._scripts.taboos()).find(line)
        ]
        found += [
            Problem(place, NEGATIVE, word=each.word, instead=each.instead)
            for each in self._nos.findings(line)
            if each.kind == NEGATIVE
        ]
        return found
