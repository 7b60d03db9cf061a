"""``xiaotong test``: the whole suite, or the quick part of it."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.settings import ROOT

QUICK = "not slow and not browser and not postgres"
WHOLE = ("not browser", "browser")
"""Two runs: Playwright keeps an event loop running, beside which asyncio tests cannot start one."""
NOTHING_COLLECTED = 5
MOST_WORKERS = 4
"""Each loads Rasa and a model of its own: beyond this memory ends before time is won."""


def run(*, quick: bool, pytest_args: list[str]) -> int:
    """Run pytest in the repository and return its exit status, the first bad one of two runs.

    A marker expression (``-m``) among `pytest_args` replaces ours, in one run.
    """
    if "-m" in pytest_args:
        return _pytest(pytest_args)
    marked = (QUICK,) if quick else WHOLE
    ends = [_pytest(["-m", expression, *pytest_args]) for expression in marked]
    # What was asked for may lie in one run only; nothing anywhere is still worth telling.
    ran = [end for end in ends if end != NOTHING_COLLECTED] or ends
    return next((end for end in ran if end), 0)


def _pytest(arguments: list[str]) -> int:
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    # A file's tests stay together: they share servers and models. `-n 0` among the words undoes it.
    shared = ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else []
    command = [sys.executable, "-m", "pytest", *shared, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own words
