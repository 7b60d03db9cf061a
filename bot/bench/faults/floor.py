"""The service floor under test: a real server, staffed for the load, that can be killed."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from ruamel.yaml import YAML

from bot.bench.faults.verdict import note_owners
from bot.bench.processes import Process, free_port
from bot.handoff.reasons import GROUPS
from bot.settings import load
from bot.storage.store import SqlConversationStore
from bot.training.trainer import Trainer

FIRST_NUMBER = 8101
_NO_LIMIT = "1000000000"


@dataclass(frozen=True)
class Floor:
    """A running server and the way into it."""

    url: str
    process: Process
    folder: Path
    passwords: dict[str, str]
    """Of each agent, by number."""

    @property
    def database(self) -> Path:
        """The conversations' SQLite file."""
        return self.folder / "conversations.db"

    async def killed(self) -> float:
        """Kill the server as a power cut would, start it again, return the seconds it was away."""
        await asyncio.to_thread(self.process.kill)
        self.process.start()
        return await self.process.until(f"{self.url}/readyz")


@asynccontextmanager
async def served(
    folder: Path, *, seed: Path, agents: int, seats: int, models: Path | None = None
) -> AsyncIterator[Floor]:
    """Serve the operator of `seed` with `agents` who have `seats` conversations between them.

    The model is one of the folder `models`, else of our data directory; it is trained when due.
    """
    staffed = folder / "seed.yml"
    _staffed(seed, staffed, agents, ceil(seats / agents) + 2)
    model = Trainer(models=models or load().data_dir / "models").train()
    (folder / "models").mkdir()
    shutil.copy(model, folder / "models")
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    seeded = ["--seed", str(staffed)]
    command += ["--data-dir", str(folder), *seeded]
    environment = {
        "XIAOTONG_SENDER_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_ADDRESS_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_TRUSTED_PROXIES": "127.0.0.1",
        "XIAOTONG_LOG_LEVEL": "WARNING",
    }
    url = f"http://127.0.0.1:{port}"
    log = folder / "serve.log"
    await asyncio.to_thread(_prepared, folder / "conversations.db")
    with Process(command=command, log=log, environment=environment) as process:
        await process.until(f"{url}/readyz")
        first = (folder / "staff_passwords.json").read_text(encoding="utf-8")
        # The seed is for an empty folder, which it no longer is when the server starts again.
        process.command = process.command[: -len(seeded)]
        passwords: dict[str, str] = json.loads(first)
        yield Floor(url, process, folder, passwords)


def _prepared(database: Path) -> None:
    """Make the conversations' tables, and have the database note who owns when somebody speaks."""
    store = SqlConversationStore(f"sqlite:///{database}")
    store.migrate()
    store.close()
    note_owners(database)


def _staffed(seed: Path, path: Path, agents: int, seats: int) -> None:
    """Write the operator of `seed` with other staff to `path`."""
    yaml = YAML(typ="safe")
    operator = yaml.load(seed.read_text(encoding="utf-8"))
    operator["staff"] = [
        {
            "number": str(FIRST_NUMBER + place),
            "name": "压测",
            "role": "agent",
            "groups": list(GROUPS),
            "max_conversations": min(seats, 100),
        }
        for place in range(agents)
    ]
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(operator, file)
