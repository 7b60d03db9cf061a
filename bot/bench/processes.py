"""Starts what is measured in processes of its own, and looks at their memory."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import final

import aiohttp
import psutil

from bot.errors import XiaotongError
from bot.settings import ROOT

_START_SECONDS = 300.0
_STOP_SECONDS = 20.0


class StartFailed(XiaotongError):
    """A measured process did not come up; `log` ends with its last lines."""

    code = "bench_start_failed"


@final
class Process:
    """A server under measurement; a context that ends it."""

    def __init__(
        self,
        *,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        """Nothing is started yet; output goes to the file `log`, work is done in `folder`."""
        self.command = list(command)
        """What `start` runs; may be changed before it runs again."""
        self._log = log
        self._folder = folder
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Process:
        """Start the process in its folder: the repository's root unless another is given."""
        self.start()
        return self

    def start(self) -> None:
        """Start the process, for the first time or again after `kill`; its log goes on."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                cwd=self._folder,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """End the process and its children as a power cut would."""
        for member in self._family():
            member.kill()
        if self._process is not None:
            self._process.wait()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process and its children, kindly at first."""
        for member in self._family():
            member.terminate()
        _, stubborn = psutil.wait_procs(self._family(), timeout=_STOP_SECONDS)
        for member in stubborn:
            member.kill()
        if self._process is not None:
            self._process.wait()

    async def until(self, url: str) -> float:
        """Wait for `url` to answer 200 and return the seconds it took; raises StartFailed."""
        started = time.perf_counter()
        async with aiohttp.ClientSession() as session:
            while time.perf_counter() - started < _START_SECONDS:
                if self._process is None or self._process.poll() is not None:
                    break
                if await _answers(session, url):
                    return round(time.perf_counter() - started, 1)
                await asyncio.sleep(0.2)
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise StartFailed("\n".join(lines[-12:]) or "no output")

    def peak_rss_mb(self) -> float:
        """Return the most memory the process and its children have each held, added up."""
        return round(sum(_peak_kb(member.pid) for member in self._family()) / 1024, 1)

    def _family(self) -> list[psutil.Process]:
        if self._process is None or self._process.poll() is not None:
            return []
        head = psutil.Process(self._process.pid)
        return [head, *head.children(recursive=True)]


def free_port() -> int:
    """Return a TCP port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=5)) as response:
            return response.status == 200  # noqa: PLR2004 - HTTP's own number
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return False


def _peak_kb(pid: int) -> int:
    """Return the high-water mark of resident memory: Linux keeps it, psutil does not ask."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
