"""推荐: the package that would have cost least, with the sums, and one alternative (§4)."""

from __future__ import annotations

from accounts.advice import Advised, Cost
from actions.confirmation import awaiting, yes_button
from actions.orders.listing import item_button
from actions.orders.names import CHANGE
from actions.orders.shelf import Item, as_shown
from actions.queries.months import joined
from actions.turn import Button, Message, Reply, Turn


def advised(turn: Turn, number: str) -> Reply:
    """Recommend by the last months' use of `number`; a yes goes on to the read-back."""
    advice = turn.services.accounts.advice.recommended(turn.caller, number)
    if advice.present is None:
        packages = turn.button("button_browse_packages", "browse_packages")
        return Reply((turn.message("advice_none", packages, number=number),), finished=True)
    present, best, other = advice.present, advice.best, advice.alternative
    lines = [_used(turn, number, advice), _costs(turn, "advice_present", present)]
    if best is not None:
        saved = present.total - best.total
        lines.append(_costs(turn, "advice_best", best, saved=saved))
    if other is not None:
        lines.append(_costs(turn, "advice_alternative", other))
    if best is None:
        lines.append(turn.say("advice_already", package=present.package.name))
    elif advice.contract_end is not None and advice.termination_fee:
        fee, end = advice.termination_fee, advice.contract_end
        lines.append(turn.say("advice_termination", fee=fee, end=end))
    return _closed(turn, lines, best, other)


def _closed(turn: Turn, lines: list[str], best: Cost | None, other: Cost | None) -> Reply:
    """Close the advice: with a question when there is something to change to."""
    others: tuple[Button, ...] = (turn.button("button_browse_packages", "browse_packages"),)
    if other is not None:
        others = (item_button(turn, "ask_package_detail", _item(other)), *others)
    codes = [cost.package.code for cost in (best, other) if cost is not None]
    if best is None:
        shown = as_shown(codes)
        return Reply((Message("\n".join(lines), others),), slots=shown, finished=True)
    lines.append(turn.say("advice_ask", package=best.package.name))
    buttons = (
        yes_button(turn, "button_change_to_it"),
        *others,
        turn.button("button_not_now", "deny"),
    )
    asked = awaiting(turn, CHANGE, code=best.package.code)
    return Reply((Message("\n".join(lines), buttons),), slots={**asked, **as_shown(codes)})


def _used(turn: Turn, number: str, advice: Advised) -> str:
    count = len(advice.used)
    months = joined(turn, (turn.say("month_name", month=each.month) for each in advice.used))
    return turn.say(
        "advice_used",
        number=number,
        months=months,
        data=round(sum(each.data_mb for each in advice.used) / count),
        voice=round(sum(each.voice_min for each in advice.used) / count),
        sms=round(sum(each.sms for each in advice.used) / count),
    )


def _costs(turn: Turn, key: str, cost: Cost, **values: object) -> str:
    words = {
        "fee": cost.package.monthly_fee,
        "count": cost.months,
        "fees": cost.fees,
        "total": cost.total,
    }
    if cost.over:
        sums = turn.say("advice_sum_over", **words, over=cost.over)
    else:
        sums = turn.say("advice_sum", **words)
    return turn.say(key, package=cost.package.name, sums=sums, **values)


def _item(cost: Cost) -> Item:
    each = cost.package
    return Item("package", each.code, each.name, each.monthly_fee)
