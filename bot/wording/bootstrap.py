"""The composition root of the scripts' editing: puts the parts together."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from bot.changes.log import ChangeLog
from bot.desk.lint import Manners
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.wording.book import CHANGED, UNDONE, ScriptBook
from bot.wording.checking import LineChecker
from bot.wording.samples import Samples

FOLDER = ROOT / "data" / "scripts"
SAMPLES = ROOT / "data" / "studio" / "samples.yml"
WORDS = ROOT / "data" / "cli" / "scripts.yml"
MANNERS = ROOT / "data" / "desk" / "drafts.yml"


def open_scripts(changes: ChangeLog, scripts: Scripts, folder: Path = FOLDER) -> ScriptBook:
    """Return the book of the scripts in `folder`; `scripts` is what this process says of it.

    Raises ScriptsError when the samples are not usable.
    """
    words = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    return ScriptBook(
        folder=folder,
        scripts=scripts,
        changes=changes,
        samples=Samples.load(SAMPLES),
        checker=LineChecker(scripts, Manners.load(MANNERS)),
        told={key: words[key]["zh"] for key in (CHANGED, UNDONE)},
    )
