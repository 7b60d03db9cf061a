"""Lets trainers into a route, and says over HTTP what its work refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from accounts.staff import TRAINER, StaffMember
from bot.desk.door import Door, Handler, Work
from bot.errors import RequestRefused

Refusal = TypeVar("Refusal", bound=Exception)


def for_trainers(
    door: Door,
    work: Work,
    refusals: tuple[type[Refusal], ...],
    worded: Callable[[Refusal], RequestRefused],
) -> Handler:
    """Return the handler that lets trainers into `work`.

    What it raises of `refusals` leaves as `worded` says; all else as `Door.guard` has it.
    """

    async def handler(request: web.Request, me: StaffMember) -> web.StreamResponse:
        try:
            return await work(request, me)
        except refusals as error:
            raise worded(error) from error

    return door.guard(handler, TRAINER)
