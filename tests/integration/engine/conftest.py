"""A small Rasa project, trained once, to run the engine on."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.conversation.messages import EngineRequest
from bot.engine.embedded import EmbeddedEngine
from bot.training.sources import Sources
from bot.training.trainer import Trainer

PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train the small project (about 15 s)."""
    models = tmp_path_factory.mktemp("models")
    return Trainer(models=models, sources=Sources(root=PROJECT)).train()


@pytest.fixture(autouse=True)
def small_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine import the small project's actions by name."""
    monkeypatch.syspath_prepend(str(PROJECT))


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """Make a copy of the small project that a test may spoil."""
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


@pytest.fixture
def tracker_url(tmp_path: Path) -> str:
    """Where a test's conversations are remembered."""
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture(params=[True, False], ids=["inline", "threads"])
async def embedded(
    request: pytest.FixtureRequest, small_model: Path, tracker_url: str
) -> AsyncIterator[EmbeddedEngine]:
    """Run the engine on the small model, with and without threads for what blocks."""
    engine = EmbeddedEngine(
        model=small_model,
        tracker_url=tracker_url,
        actions_package="small_actions",
        inline=request.param,
    )
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
def turn() -> Callable[..., EngineRequest]:
    """Make the requests of one conversation, each with a turn id of its own."""
    count = iter(range(1, 10_000))

    def make(text: str, conversation: str = "web:1", **metadata: object) -> EngineRequest:
        given = {"turn_id": f"{conversation}:{next(count)}", "channel": "web", **metadata}
        return EngineRequest(conversation, text, given)

    return make
