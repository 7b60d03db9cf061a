"""Runs what would go to a worker thread in the thread that asks.

A turn is computing under the interpreter's lock with looks into databases between. Where these lie
in this process (SQLite, a quarter of a millisecond for what is synced), handing each look to a
thread and back costs more than the look: both threads want the same lock. With a database server a
thread waits for the network meanwhile, and other turns go on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class InlineExecutor(ThreadPoolExecutor):
    """An event loop's default executor that starts no thread.

    A `ThreadPoolExecutor` by name alone: an event loop takes no other kind.
    """

    def __init__(self) -> None:
        """Start nothing."""
        super().__init__(max_workers=1)

    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Do it now; what it raises is the future's."""
        done: Future[Result] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as any executor does
            done.set_exception(error)
        return done
