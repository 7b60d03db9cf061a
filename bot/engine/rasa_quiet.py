"""Makes Rasa fit to live inside another process: no telemetry, no chatter, no TensorFlow.

Call `prepare` before the first ``import rasa.core``. Answering a turn with our components and
RulePolicy needs no deep network, yet importing Rasa's policies imports TensorFlow: five seconds
and 340 MB. One module stands between them, ``rasa.utils.train_utils``, whose functions only
deep components call. `prepare` puts a stand-in for it into ``sys.modules`` that becomes the real
module at the first use of any of its names, so that DIET, TED and training work as ever; they
merely pay for TensorFlow themselves. The `rasa` commands never come through here.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
import warnings
from types import ModuleType
from typing import Any

import structlog

from bot.engine.failures import WithoutTraceback

DEFERRED = "rasa.utils.train_utils"

_NOISY = ("rasa", "rasa_sdk", "alembic", "apscheduler", "matplotlib", "tensorflow", "jieba")


class DeferredModule(ModuleType):
    """Stands in for a module and imports it when one of its names is first asked for."""

    def __getattr__(self, name: str) -> Any:
        """Return `name` of the real module; the import system's own probes load nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def prepare() -> None:
    """Silence Rasa and put TensorFlow off; harmless when called again or when Rasa is loaded."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # SQLAlchemy 1.4 prints past every filter that Rasa uses it in the old way.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    processor = logging.getLogger("rasa.core.processor")
    if not any(isinstance(each, WithoutTraceback) for each in processor.filters):
        # It logs a failed action's traceback; `action_endpoint` has logged it without values.
        processor.addFilter(WithoutTraceback())
    _defer(DEFERRED)


def import_quietly(name: str) -> ModuleType:
    """Import `name` (one of our modules that imports Rasa) after `prepare`.

    Rasa and what it pulls in warn dozens of times on import about their own use of old
    interfaces; that is not ours to mend and hides what is. Its web server also makes uvloop the
    policy of the whole process; that is undone.
    """
    prepare()
    policy = asyncio.get_event_loop_policy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module(name)
    asyncio.set_event_loop_policy(policy)
    return module


def quiet_loggers() -> None:
    """Let Rasa's structured loggers say warnings only, whatever our own log level is.

    They log message texts and slot values at debug level. To be called once Rasa's modules are
    loaded, that is after each model: components bring modules of their own.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("rasa.") and "structlogger" in vars(module):
            # Bound once: left to itself structlog looks for the caller's name at every line,
            # also for those that are dropped, fifteen times a turn.
            quiet = structlog.wrap_logger(
                None, wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING)
            ).bind()
            module.structlogger = quiet  # type: ignore[attr-defined] # Rasa's own name


def _defer(name: str) -> None:
    if name in sys.modules:
        return
    package, _, leaf = name.rpartition(".")
    parent = importlib.import_module(package)
    stand_in = DeferredModule(name)
    sys.modules[name] = stand_in
    # ``import a.b.c`` of a module already in sys.modules binds nothing on its package.
    setattr(parent, leaf, stand_in)
