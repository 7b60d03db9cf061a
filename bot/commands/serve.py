"""``xiaotong serve``: everything on one port, with a line for each step of the start."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from pathlib import Path

import typer
from aiohttp import web

from bot.commands.build import explain_build
from bot.commands.findings import explain
from bot.commands.words import say
from bot.composition import Parts, compose
from bot.console.build import ConsoleBuild
from bot.console.errors import BuildFailed
from bot.engine.collector import set_aside
from bot.errors import XiaotongError
from bot.log import configure
from bot.releases.start import Start
from bot.settings import load
from bot.storage.gateways import OneGateway

SWITCH_SECONDS = 0.001
"""How long a thread may compute before another has its turn (Python's default: 5 ms).

The one thread that speaks to all pages must not wait that long behind each thread that turns rows
into objects: the way to the agents' screens took 189 ms (p95) with the default, 134 ms with this.
"""


def run(*, host: str | None, port: int | None, data_dir: Path | None, seed: Path | None) -> None:
    """Serve until interrupted; raises XiaotongError when the start fails or the port is taken.

    Raises OtherGateway when another process serves the same database and does not end.
    """
    _progress("step_settings")
    settings = load({"host": host, "port": port, "data_dir": data_dir})
    configure(log_format=settings.log_format, level=settings.log_level)

    async def serve() -> None:
        # Taken first: a port that another process holds is known at once, not after a training.
        with _bound(settings.host, settings.port) as door, OneGateway(settings.conversations_url):
            # Beside the model: both take a while at the first start, and neither needs the other.
            pages = asyncio.ensure_future(asyncio.to_thread(_pages))
            parts = await compose(settings, seed, _progress)
            set_aside()
            sys.setswitchinterval(SWITCH_SECONDS)
            try:
                await _until_stopped(parts, door, await pages)
            finally:
                await parts.close()

    asyncio.run(serve())


def _progress(step: str) -> None:
    typer.secho(f"· {say(step)} …", err=True)


def _pages() -> BuildFailed | None:
    """Build the desk's pages when due; the assistant needs none, so a failure is only told."""
    try:
        ConsoleBuild().build(_progress)
    except BuildFailed as problem:
        return problem
    return None


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that holds the address without listening yet; port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        key = "port_taken" if error.errno == errno.EADDRINUSE else "port_refused"
        raise XiaotongError(say(key, host=host, port=port)) from error
    return door


async def _until_stopped(parts: Parts, door: socket.socket, unbuilt: BuildFailed | None) -> None:
    runner = web.AppRunner(parts.app, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, door).start()
        host, port = door.getsockname()[:2]
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        typer.secho(say("step_ready", url=url), fg=typer.colors.GREEN, err=True)
        typer.secho(say("step_key", path=parts.settings.data_dir / "rest_api_key"), err=True)
        _tell_start(parts.start)
        if parts.problem is not None:
            typer.secho(say("serve_earlier_model"), fg=typer.colors.YELLOW, err=True)
            typer.secho(explain(parts.problem), err=True)
        if unbuilt is not None:
            typer.secho(say("console_serves_anyway"), fg=typer.colors.YELLOW, err=True)
            typer.secho(explain_build(unbuilt), err=True)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
    finally:
        await runner.cleanup()


def _tell_start(start: Start) -> None:
    """Say which released version answers, or why none does; nothing before the first release."""
    if start.trouble is not None:
        reason = say(f"release_reason_{start.trouble.code}", **start.trouble.data)
        typer.secho(say("release_start_trouble", reason=reason), fg=typer.colors.YELLOW, err=True)
    elif start.version is not None:
        typer.secho(say("release_start", version=start.version), err=True)
        if start.edited:
            typer.secho(say("release_start_edits"), fg=typer.colors.YELLOW, err=True)
