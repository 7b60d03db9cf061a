"""The report's pictures as inline SVG: colours come from the page, so both themes fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.evaluation.calibration import Bin
from bot.evaluation.figures import Share
from bot.evaluation.html import Child, Html, join, tag
from bot.evaluation.threshold import Point

_LARGEST = 1.4
"""How far a picture grows where there is room."""
_SIDE, _MARGIN = 260, 44
_CELL, _NAMES, _ABOVE = 34, 116, 88


def bars(shares: Mapping[str, Share], name: Callable[[str], str], title: str) -> Html:
    """Return a bar for each share, with its 95 % interval as a whisker, in the order given."""
    return tag(
        "ul",
        *(_bar(name(key), one) for key, one in shares.items()),
        class_="bars",
        aria_label=title,
    )


def heat_map(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    title: str,
) -> Html:
    """Return a grid of `counts`, (row, column) → messages; rows and columns are (key, name)."""
    most = max(counts.values(), default=1)
    top = _ABOVE - 8
    drawn: list[Html] = []
    for x, (_, name) in enumerate(columns):
        left = _NAMES + x * _CELL + _CELL / 2
        turn = f"rotate(-45 {left:.0f} {top})"
        drawn.append(tag("text", _short(name), x=left, y=top, transform=turn, class_="small"))
    for y, (row, name) in enumerate(rows):
        line = _ABOVE + y * _CELL
        middle = line + _CELL / 2 + 4
        drawn.append(_label(_short(name), _NAMES - 8, middle, "end", "small"))
        for x, (column, _) in enumerate(columns):
            number = counts.get((row, column), 0)
            left = _NAMES + x * _CELL
            drawn.append(_cell(left, line, number, number / most, same=row == column))
    # The last name leans out to the right of its column.
    width = _NAMES + len(columns) * _CELL + 70
    return _picture(width, _ABOVE + len(rows) * _CELL + 8, title, *drawn, natural=True)


def reliability(bins: Sequence[Bin], title: str, claimed: str, true: str) -> Html:
    """Return claimed against true share of right answers; a point's size is its messages."""
    most = max((one["n"] for one in bins), default=1)
    points = [
        tag(
            "circle",
            tag("title", f"{one['confidence']:.0%} → {one['accuracy']:.0%} ({one['n']})"),
            cx=_x(one["confidence"]),
            cy=_y(one["accuracy"]),
            r=3 + 7 * (one["n"] / most) ** 0.5,
            class_="point",
        )
        for one in bins
    ]
    ideal = tag("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="ideal")
    line = _line([(one["confidence"], one["accuracy"]) for one in bins], "first")
    return _plot(title, claimed, true, ideal, line, *points)


def thresholds(
    points: Sequence[Point], present: float, title: str, across: str, *, top: float
) -> Html:
    """Return the shares answered wrongly and asked back at each threshold, the present one marked.

    The scale of shares ends at `top`: beyond it nobody would go.
    """
    kept = [point for point in points if point.asked <= top and point.wrong <= top]
    wrong = [(point.threshold, point.wrong / top) for point in kept]
    asked = [(point.threshold, point.asked / top) for point in kept]
    lines = (_line(wrong, "first"), _line(asked, "second"))
    mark = tag("line", x1=_x(present), x2=_x(present), y1=_y(0), y2=_y(1), class_="mark")
    # Beside the line, on whichever side there is room.
    near = present < 0.7  # noqa: PLR2004 - a share of the width, not a rule
    name = _label(
        f"{present:.2f}", _x(present) + (5 if near else -5), _y(1) + 11, "start" if near else "end"
    )
    return _plot(title, across, None, *lines, mark, name, top=top)


def _bar(name: str, share: Share) -> Html:
    """Return one row; its picture is as wide as there is room, so that text keeps its size."""
    ends = [f"{end:.2%}" for end in share["interval"]]
    width = f"{share['accuracy']:.2%}"
    shapes = (
        tag("rect", width="100%", height=22, rx=4, class_="track"),
        tag("rect", width=width, height=22, rx=4, class_="fill"),
        tag("line", x1=ends[0], x2=ends[1], y1=11, y2=11, class_="whisker"),
        *(tag("line", x1=end, x2=end, y1=6, y2=16, class_="whisker") for end in ends),
    )
    return tag(
        "li",
        tag("span", name),
        tag("svg", *shapes, height=22, aria_hidden="true"),
        tag("b", f"{share['accuracy']:.1%}"),
        tag("small", f"n={share['n']}"),
    )


def _cell(left: float, top: float, number: int, strength: float, *, same: bool) -> Html:
    square = tag(
        "rect",
        x=left + 1,
        y=top + 1,
        width=_CELL - 2,
        height=_CELL - 2,
        rx=3,
        class_="same" if same else "heat" if number else "track",
        fill_opacity=0.25 + 0.75 * strength if number and not same else None,
    )
    if not number or same:
        return square
    cls = "count strong" if strength > 0.45 else "count"  # noqa: PLR2004 - where white reads better
    return join(square, _label(str(number), left + _CELL / 2, top + _CELL / 2 + 5, "middle", cls))


def _plot(title: str, across: str, up: str | None, *children: Child, top: float = 1.0) -> Html:
    grid: list[Html] = []
    for step in range(6):
        share = step / 5
        grid += [
            tag("line", x1=_x(0), x2=_x(1), y1=_y(share), y2=_y(share), class_="grid"),
            _label(f"{share * top:.0%}", _x(0) - 6, _y(share) + 4, "end", "small"),
            _label(f"{share:.1f}", _x(share), _y(0) + 16, "middle", "small"),
        ]
    grid.append(_label(across, _x(0.5), _y(0) + 34, "middle", "small"))
    if up:
        grid.append(_label(up, _x(0) - 34, 12, "start", "small"))
    width, height = _MARGIN + _SIDE + 16, _SIDE + 22 + 42
    return _picture(width, height, title, *grid, *children)


def _line(points: Sequence[tuple[float, float]], cls: str) -> Html:
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    return tag("polyline", points=path, class_=f"line {cls}")


def _x(share: float) -> float:
    return _MARGIN + share * _SIDE


def _y(share: float) -> float:
    return 22 + (1 - share) * _SIDE


def _short(name: str) -> str:
    longest = 9
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _label(text: str, x: float, y: float, anchor: str, cls: str | None = None) -> Html:
    return tag("text", text, x=x, y=y, text_anchor=anchor, class_=cls)


def _picture(
    width: float, height: float, title: str, *children: Child, natural: bool = False
) -> Html:
    """Return the SVG; a `natural` one is never made smaller or larger, its frame scrolls."""
    return tag(
        "svg",
        tag("title", title),
        *children,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=title,
        style=f"width:{width:.0f}px" if natural else f"max-width:{width * _LARGEST:.0f}px",
    )
