"""Pipelines to compare: the one of config.yml with single settings changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from bot.errors import XiaotongError

Pipeline = list[dict[str, Any]]


class ChangeRefused(XiaotongError):
    """A change to the pipeline fits nothing in it; `change` is as it was given."""

    code: ClassVar[str] = "bad_change"

    def __init__(self, change: str) -> None:
        """Keep the change."""
        super().__init__(change)
        self.change = change


def with_changes(pipeline: Pipeline, changes: Sequence[str]) -> Pipeline:
    """Return `pipeline` with each change made, the given one untouched.

    ``Component.setting=JSON`` sets, ``Component=off`` takes the component out; a component is
    named by the last part of its name. Raises ChangeRefused when there is no such component, or
    what is set is no JSON.
    """
    changed = [dict(component) for component in pipeline]
    for change in changes:
        target, equals, value = change.partition("=")
        component, dot, setting = target.partition(".")
        found = [one for one in changed if one["name"].rpartition(".")[2] == component]
        if not equals or not found:
            raise ChangeRefused(change)
        if not dot and value == "off":
            changed = [one for one in changed if one not in found]
            continue
        try:
            found[0][setting] = json.loads(value)
        except ValueError as error:
            raise ChangeRefused(change) from error
        if not setting:
            raise ChangeRefused(change)
    return changed
