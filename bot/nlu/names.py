"""Names from a file, such as the catalogue's packages and services, found in a text by any alias.

The file is JSON: ``{"package_name": {"畅享套餐": "P1", …}, "service_name": {…}}``, entity name →
name or alias → code. It is not part of the model: the catalogue may change without training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ahocorasick import Automaton

from bot.nlu.entities import Finder
from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise


def name_finders(path: Path) -> dict[str, Finder]:
    """Return a finder for each entity of the file `path`; a file that does not exist has none.

    Raises ValueError when the file is not of the shape above.
    """
    if not path.is_file():
        return {}
    tables = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise ValueError(f"{path}: expected entity name -> alias -> code")
    return {entity: _finder(names) for entity, names in tables.items() if names}


def _finder(names: Mapping[str, str]) -> Finder:
    automaton = Automaton()
    for alias, code in names.items():
        levelled = normalise(alias).text.strip()
        if levelled:
            automaton.add_word(levelled, (len(levelled), str(code)))
    automaton.make_automaton()

    def find(source: Normalised, _today: datetime) -> tuple[Mention[str], ...]:
        hits = [
            Hit(last - length + 1, last + 1, (code,))
            for last, (length, code) in automaton.iter(source.text)
        ]
        return mentions(source, without_denied(source, without_overlaps(hits)))

    return find
