"""The action endpoint: rasa-sdk actions run in this process instead of behind HTTP."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import Any

import structlog
from rasa.core.actions.constants import SELECTIVE_DOMAIN
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.engine.failures import place_of

log = structlog.get_logger()

failed_actions: ContextVar[list[str] | None] = ContextVar("failed_actions", default=None)
"""Names of the actions that raised during the present turn.

Rasa logs such an exception and goes on without the action's events and words; the engine reads
this list to tell that from an action that had nothing to say.
"""


class LocalActions(EndpointConfig):  # type: ignore[misc] # Rasa's classes carry no types for us
    """What Rasa takes for a remote action server; `request` runs the action here.

    The tracker state is handed over as it is, without a trip through JSON (actions must not
    change it); what comes back does go through JSON, so that an action that returns something a
    real action server could not send fails here too. Actions receive no domain unless they ask
    for it in domain.yml (``send_domain``).
    """

    def __init__(self, executor: ActionExecutor) -> None:
        """Run the actions that `executor` has registered."""
        super().__init__(url="local:actions", **{SELECTIVE_DOMAIN: True})
        self._executor = executor

    @classmethod
    def of_package(cls, package: str) -> LocalActions:
        """Register every action of `package` and none of another that happens to be loaded.

        Raises ImportError when a module of it cannot be imported.
        """
        executor = ActionExecutor()
        try:
            executor.register_package(package)
        except SystemExit as error:
            # The SDK ends the process; inside a server that would be a silent death.
            raise ImportError(f"the action package {package} cannot be imported") from error
        found = executor.actions.items()
        executor.actions = {name: run for name, run in found if _defined_in(package, run)}
        return cls(executor)

    @property
    def names(self) -> frozenset[str]:
        """Names of the registered actions."""
        return frozenset(self._executor.actions)

    async def request(self, *_args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run the action named by the call in ``json`` and return its events and responses.

        Raises ClientResponseError exactly where an action server would answer 4xx: 400 when the
        action rejects (forms do), 404 when it is unknown.
        """
        call: dict[str, Any] = kwargs["json"]
        try:
            result = await self._executor.run(call)
            plain: dict[str, Any] = json.loads(json.dumps(result, ensure_ascii=False))
        except ActionExecutionRejection as error:
            raise _refused(400, error.action_name, error.message) from error
        except ActionNotFoundException as error:
            _note_failure(call, error)
            raise _refused(404, error.action_name, error.message) from error
        except Exception as error:
            _note_failure(call, error)
            raise
        return plain


def _defined_in(package: str, run: Any) -> bool:
    return f"{type(run.__self__).__module__}.".startswith(f"{package}.")


def _refused(status: int, action_name: str, message: str) -> ClientResponseError:
    body = json.dumps({"error": message, "action_name": action_name})
    return ClientResponseError(status, message, body)


def _note_failure(call: dict[str, Any], error: Exception) -> None:
    name = str(call.get("next_action"))
    log.error("action.failed", action=name, error=type(error).__name__, place=place_of(error))
    failures = failed_actions.get()
    if failures is not None:
        failures.append(name)
