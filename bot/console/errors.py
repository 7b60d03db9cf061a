"""What can go wrong with the staff's pages."""

from __future__ import annotations

from bot.errors import XiaotongError


class BuildFailed(XiaotongError):
    """The pages could not be built.

    `step` is ``no_node`` (none on the machine, none to be had), ``packages`` (npm could not
    install them) or ``build``; `detail` holds the last lines that the tool printed.
    """

    def __init__(self, step: str, detail: str = "") -> None:
        """Keep step and detail; the edge words them."""
        super().__init__(step)
        self.step = step
        self.detail = detail
