"""流量、通话、短信用量 (handbook §2): what is left first, then advice when it runs out."""

from __future__ import annotations

from functools import partial

from accounts.usage import Allowance, MonthUsage
from actions.base import QueryAction
from actions.queries.months import Gaps, gap_lines, gather, in_order, near_months
from actions.queries.resources import RESOURCES, allowance_of, name_of, spoken
from actions.turn import Button, Message, Reply, Turn

LOW_SHARE = 5
"""An allowance is low when less than one part in this many is left: 80 % used (handbook §9)."""
_DATA_ADVICE = {"over": "usage_advice_over_data", "low": "usage_advice_low_data"}
_OTHER_ADVICE = {"over": "usage_advice_over_other", "low": "usage_advice_low_other"}


class QueryUsage(QueryAction):
    """Says what is left of the allowances asked for; of all of them when none is named."""

    NAME = "action_query_usage"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer for the months and resources asked for."""
        months, kinds = turn.months(self.NAME), self._kinds(turn)
        read = partial(turn.services.accounts.usage.month_usage, turn.caller, number)
        if len(months) == 1:
            return _answer(turn, number, kinds, [read(months[0])], {})
        found, gaps = gather(months, read)
        if not found:
            lines = (turn.say("months_none", number=number), *gap_lines(turn, gaps))
            near = turn.message("months_next_none", *near_months(turn, "query_usage"))
            return Reply((Message("\n".join(lines)), near), finished=True)
        return _answer(turn, number, kinds, found, gaps)

    def _kinds(self, turn: Turn) -> tuple[str, ...]:
        said = turn.values("resource") or (self.resource(turn),)
        return tuple(kind for kind in RESOURCES if kind in said) or RESOURCES


def _answer(
    turn: Turn,
    number: str,
    kinds: tuple[str, ...],
    found: list[MonthUsage],
    gaps: Gaps,
) -> Reply:
    lines = [(usage.month, _line(turn, usage, kind)) for usage in found for kind in kinds]
    if len(lines) == 1 and not gaps:
        month, line = lines[0]
        text = [turn.say("usage_one", number=number, month=month, line=line)]
    else:
        text = [turn.say("usage_head", number=number)]
        said = ((each, turn.say("usage_line", month=each, line=line)) for each, line in lines)
        text += in_order(turn, said, gaps)
    advice = _advice(turn, found, kinds)
    helps = dict.fromkeys(line for line, _ in advice)
    buttons = (*dict.fromkeys(button for _, button in advice), *_ordinary(turn))
    return Reply((Message("\n".join((*text, *helps)), buttons),), finished=True)


def _line(turn: Turn, usage: MonthUsage, kind: str) -> str:
    allowance, words = allowance_of(usage, kind), {"resource": name_of(turn, kind)}
    used = spoken(turn, kind, allowance.used)
    if allowance.total is None:
        return turn.say("usage_used", **words, used=used)
    if allowance.total == 0:
        return turn.say("usage_not_included", **words, used=used)
    return _against(turn, allowance, kind, usage.running)


def _against(turn: Turn, allowance: Allowance, kind: str, running: bool) -> str:
    """Word what was used against what is included."""
    resource, over, left = name_of(turn, kind), allowance.over or 0, allowance.remaining or 0
    total = spoken(turn, kind, allowance.total or 0)
    used = spoken(turn, kind, allowance.used)
    if over:
        beyond = spoken(turn, kind, over)
        return turn.say("usage_over", resource=resource, over=beyond, used=used, total=total)
    if not running:
        return turn.say("usage_past", resource=resource, used=used, total=total)
    if left == 0:
        return turn.say("usage_all_used", resource=resource, total=total)
    remaining = spoken(turn, kind, left)
    return turn.say("usage_left", resource=resource, left=remaining, used=used, total=total)


def _advice(
    turn: Turn, found: list[MonthUsage], kinds: tuple[str, ...]
) -> list[tuple[str, Button]]:
    """Return what helps in the running month; a past one cannot be helped any more."""
    steps = []
    for usage in found:
        for kind in kinds if usage.running else ():
            state = _state(allowance_of(usage, kind))
            if state is not None:
                steps.append(_step(turn, kind, state))
    return steps


def _state(allowance: Allowance) -> str | None:
    if not allowance.total:
        return None
    if allowance.over:
        return "over"
    return "low" if (allowance.remaining or 0) * LOW_SHARE < allowance.total else None


def _step(turn: Turn, kind: str, state: str) -> tuple[str, Button]:
    if kind == "data":
        addon = turn.button("button_data_addon", "browse_packages", resource=kind)
        return turn.say(_DATA_ADVICE[state]), addon
    resource = name_of(turn, kind)
    packages = turn.button("button_packages", "browse_packages")
    return turn.say(_OTHER_ADVICE[state], resource=resource), packages


def _ordinary(turn: Turn) -> tuple[Button, ...]:
    return (
        turn.button("button_bill", "query_bill"),
        turn.button("button_package", "query_current_package"),
    )
