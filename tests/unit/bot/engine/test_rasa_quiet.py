"""Rasa without TensorFlow, telemetry or chatter; and with TensorFlow as soon as it is used."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from bot.engine.rasa_quiet import DeferredModule, import_quietly
from bot.settings import ROOT

PROGRAM = """
import sys
from bot.engine.rasa_quiet import import_quietly
import_quietly("bot.engine.rasa_agent")
assert "tensorflow" not in sys.modules, "TensorFlow was imported"
import rasa.core.policies.rule_policy, rasa.nlu.extractors.extractor as extractor
assert "tensorflow" not in sys.modules, "TensorFlow was imported by RulePolicy"
if "use" in sys.argv:
    import numpy
    print(extractor.rasa.utils.train_utils.rank_and_mask(numpy.array([0.2, 0.8]))[0])
    assert "tensorflow" in sys.modules
    import rasa.utils.train_utils
    assert rasa.utils.train_utils is sys.modules["rasa.utils.train_utils"]
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a fresh interpreter."""
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_answering_needs_no_tensorflow() -> None:
    """The agent and RulePolicy are imported without it."""
    result = run()

    assert result.returncode == 0, result.stderr[-2000:]


@pytest.mark.slow
def test_what_was_put_off_is_there_when_it_is_used() -> None:
    """The first use of a deferred name imports the real module, and DIET works as ever."""
    result = run("use")

    assert result.returncode == 0, result.stderr[-2000:]
    assert result.stdout.strip() == "[1 0]"


def test_a_deferred_module_becomes_the_real_one_at_first_use(monkeypatch) -> None:
    """Asking for a name imports the module; later imports find the real one."""
    stand_in = DeferredModule("colorsys")
    monkeypatch.setitem(sys.modules, "colorsys", stand_in)

    import colorsys  # noqa: PLC0415 - the import is what is tested

    assert colorsys is stand_in
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert sys.modules["colorsys"] is not stand_in


def test_the_import_system_may_look_at_a_deferred_module_without_loading_it(monkeypatch) -> None:
    """Probes for dunder names are answered no, and nothing is imported."""
    stand_in = DeferredModule("colorsys")
    monkeypatch.setitem(sys.modules, "colorsys", stand_in)

    assert not hasattr(stand_in, "__path__")
    assert sys.modules["colorsys"] is stand_in


def test_the_event_loop_policy_stays_the_hosts() -> None:
    """Rasa's web server would make uvloop the policy of the whole process."""
    before = type(asyncio.get_event_loop_policy())

    import_quietly("rasa.core.channels")

    assert type(asyncio.get_event_loop_policy()) is before
