"""Loads a Rasa agent to live in this process. Import through `rasa_quiet.import_quietly` only."""

from __future__ import annotations

import asyncio
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rasa.core.actions.forms  # noqa: F401 - Rasa would load it at first use, after quiet_loggers
from rasa.core.actions.constants import SELECTIVE_DOMAIN
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.exceptions import ModelNotFound
from rasa.utils.endpoints import EndpointConfig

from bot.conversation.messages import EngineRequest
from bot.engine import direct_runner, latest_states, response_check, spared_work
from bot.engine.action_endpoint import LocalActions, failed_actions
from bot.engine.rasa_quiet import quiet_loggers
from bot.engine.recollection import matter_of
from bot.engine.replies import ranking_of
from bot.engine.storage.event_log import EventLog
from bot.engine.tracker_store import EventTrackerStore

_FIRST_MESSAGE = "10086"


class ModelUnusable(Exception):
    """The model file is missing, damaged or was made for other components."""


class ActionsFailed(Exception):
    """Actions of the turn raised and nothing was said; carries their names."""


@dataclass(frozen=True)
class LoadedModel:
    """A model with the tracker store that belongs to its domain."""

    agent: Agent
    store: EventTrackerStore
    path: Path

    async def answer(self, request: EngineRequest) -> list[dict[str, Any]]:
        """Answer one turn with Rasa's own reply dictionaries.

        A turn that the tracker has already answered is not run again; its words are repeated.
        Raises ActionsFailed when an action failed and the customer would have heard nothing.
        """
        channel = CollectingOutputChannel()
        turn_id = str(request.metadata.get("turn_id") or "")
        said = await self.store.answer_of(request.conversation_id, turn_id) if turn_id else None
        if said is not None:
            for utterance in said:
                await channel.send_response(request.conversation_id, utterance.message())
            return list(channel.messages)
        failures: list[str] = []
        mark = failed_actions.set(failures)
        try:
            await self.agent.handle_message(_message(request, turn_id, channel))
        finally:
            failed_actions.reset(mark)
        if failures and not channel.messages:
            raise ActionsFailed(", ".join(failures))
        return list(channel.messages)

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return what `text` means, the likeliest first; no conversation is touched."""
        parsed = await self.agent.parse_message(text)
        return ranking_of(parsed)

    async def remembered(self, conversation_id: str) -> dict[str, Any]:
        """Return the matter of a conversation, empty when it is unknown."""
        tracker = await self.store.known(conversation_id)
        return {} if tracker is None else matter_of(tracker)


def load_model(path: Path, *, log: EventLog, actions_url: str, actions_package: str) -> LoadedModel:
    """Load the model file at `path` and run it once; takes seconds. Raises ModelUnusable.

    The actions of `actions_package` run in this process unless `actions_url` names a server.
    Not to be called on a thread with a running event loop.
    """
    response_check.install()
    direct_runner.install()
    latest_states.install()
    spared_work.install()
    endpoint = _server(actions_url) if actions_url else LocalActions.of_package(actions_package)
    store = EventTrackerStore(log=log)
    agent = Agent(tracker_store=store, action_endpoint=endpoint)
    # Rasa wraps a store so that a failing one is quietly replaced by an empty memory. A turn
    # that cannot be saved has to fail instead: the gateway then says so to the customer.
    agent.tracker_store = store
    with warnings.catch_warnings():
        # Rasa tells everyone who loads a domain, whatever is in it, what changed in 3.0.
        warnings.filterwarnings("ignore", "Slot auto-fill has been removed", UserWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            agent.load_model(path)
        except ModelNotFound as error:
            raise ModelUnusable(str(path)) from error
    # Components open their dictionaries and weights at the first message; not a customer's.
    asyncio.run(agent.parse_message(_FIRST_MESSAGE))
    quiet_loggers()
    return LoadedModel(agent=agent, store=store, path=path)


def _server(url: str) -> EndpointConfig:
    return EndpointConfig(url, **{SELECTIVE_DOMAIN: True})


def _message(request: EngineRequest, turn_id: str, channel: CollectingOutputChannel) -> UserMessage:
    return UserMessage(
        text=request.text,
        output_channel=channel,
        sender_id=request.conversation_id,
        input_channel=request.metadata.get("channel"),
        message_id=turn_id or None,
        metadata=dict(request.metadata),
    )
