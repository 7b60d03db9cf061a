"""The kernels of linear algebra are those of the processor that is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.processor import CORE, choose_kernels

NAME = "OPENBLAS_CORETYPE"
SHOWS = """
import bot, numpy
from threadpoolctl import threadpool_info
print({each["architecture"] for each in threadpool_info() if each["internal_api"] == "openblas"})
"""


@pytest.mark.parametrize(
    ("told", "chosen"),
    [
        ("processor : 0\nflags\t\t: sse2 fma avx avx2\n", CORE),
        ("flags\t\t: sse2 avx\n", None),
        ("Features : asimd\n", None),
        ("", None),
    ],
)
def test_kernels_are_named_for_processors_that_have_what_they_need(
    tmp_path, monkeypatch, told: str, chosen: str | None
) -> None:
    """And for no others: an unknown instruction would end the process."""
    monkeypatch.delenv(NAME, raising=False)
    path = tmp_path / "cpuinfo"
    path.write_text(told, encoding="utf-8")
    choose_kernels(path)

    assert os.environ.get(NAME) == chosen


def test_what_somebody_has_named_stays(monkeypatch) -> None:
    """An operator may know better."""
    monkeypatch.setenv(NAME, "SkylakeX")
    choose_kernels()

    assert os.environ[NAME] == "SkylakeX"


def test_a_system_that_does_not_tell_is_left_alone(tmp_path, monkeypatch) -> None:
    """There are others than Linux."""
    monkeypatch.delenv(NAME, raising=False)
    choose_kernels(tmp_path / "nothing")

    assert NAME not in os.environ


@pytest.mark.skipif(" avx2 " not in Path("/proc/cpuinfo").read_text("utf-8"), reason="no AVX2 here")
def test_numpy_uses_them() -> None:
    """They were named before it was loaded."""
    environment = {name: value for name, value in os.environ.items() if name != NAME}
    shown = subprocess.run(
        [sys.executable, "-c", SHOWS], env=environment, capture_output=True, text=True, check=True
    )

    assert shown.stdout.strip() == "{'Haswell'}"
