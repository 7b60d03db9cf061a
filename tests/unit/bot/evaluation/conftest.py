"""Loads what imports Rasa before the test modules name it: its imports warn about themselves."""

from __future__ import annotations

from bot.engine.rasa_quiet import import_quietly

import_quietly("bot.evaluation.labelled")
