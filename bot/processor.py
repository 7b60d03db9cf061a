"""Has OpenBLAS use kernels that suit the processor, where it is older than the processor.

The OpenBLAS inside our numpy and scipy (0.3.18) takes processors that came after it for a Pentium 4
of 2004 (`PRESCOTT`). One of those kernels ended trainings with a general protection fault on a Xeon
of 2023, and all of them are several times slower than need be.
"""

from __future__ import annotations

import os
from pathlib import Path

CORE, NEEDS = "Haswell", frozenset({"avx2", "fma"})
"""What every server processor of the last ten years can do, and what tells that it can."""
_CPUINFO = Path("/proc/cpuinfo")


def choose_kernels(cpuinfo: Path = _CPUINFO) -> None:
    """Name the kernels to this process and its children, unless somebody has named some.

    It counts for libraries that are loaded afterwards. Nothing is named for a processor that
    does not say what it can do.
    """
    try:
        with cpuinfo.open(encoding="utf-8", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return
    if set(flags.split()) >= NEEDS:
        os.environ.setdefault("OPENBLAS_CORETYPE", CORE)
