"""``xiaotong bench faq``: how well questions find their article, on the delivered library."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import typer

from accounts.clock import SystemClock
from bot.bench.faq import measure, read_questions
from bot.bench.faq_fit import fit
from bot.bench.faq_publishing import measure_publishing
from bot.commands.words import say
from bot.knowledge.bootstrap import (
    ENCODER,
    import_when_empty,
    open_knowledge,
    strangers,
    telecom_cutter,
)
from bot.knowledge.index import Words
from bot.knowledge.model import Disclosure, State
from bot.nlu.encoders import encoder_named
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.taboo import Taboos


def run(*, file: Path, json_out: Path | None, refit: bool, publishing: bool = False) -> None:
    """Measure the library of data/knowledge on the questions of `file`; print and keep figures.

    `refit` prints the numbers that the articles teach instead (bot/knowledge/ranking.py),
    `publishing` how long questions take while articles are published.
    Raises XiaotongError when the file or an article is not usable.
    """
    questions = read_questions(file)
    taboos = Taboos(Scripts.load(ROOT / "data" / "scripts").taboos())
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'knowledge.db'}"
        knowledge = open_knowledge(url=url, clock=SystemClock(), taboos=taboos)
        try:
            import_when_empty(knowledge)
            if refit:
                served = [
                    each
                    for each in knowledge.library.versions(State.PUBLISHED)
                    if each.article.disclosure is Disclosure.PUBLIC
                ]
                words = Words(telecom_cutter)
                figures = fit(served, strangers(), encoder_named(*ENCODER), words)
            elif publishing:
                figures = measure_publishing(knowledge, questions)
            else:
                figures = measure(knowledge, questions)
        finally:
            knowledge.close()
    shown = {name: value for name, value in figures.items() if name != "errors"}
    typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    if "errors" in figures:
        typer.echo(say("bench_faq_errors", count=len(figures["errors"])), err=True)
    if json_out is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        json_out.write_text(text + "\n", encoding="utf-8")
