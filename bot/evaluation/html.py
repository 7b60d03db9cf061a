"""Builds HTML and SVG so that text can never become markup by accident."""

from __future__ import annotations

from html import escape


class Html(str):
    """Markup; whatever else is put into an element is text and is escaped."""

    __slots__ = ()


Child = Html | str | int | float | None


def tag(name: str, *children: Child, **attributes: str | float | None) -> Html:
    """Return the element `name` around `children`; None among children or attributes is left out.

    ``class_`` stands for class, an underscore in any other attribute for a hyphen.
    """
    given = "".join(
        f' {_attribute(key)}="{escape(_text(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{given}>{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Return `children` one after another, what is not Html escaped."""
    return Html(
        "".join(
            child if isinstance(child, Html) else escape(_text(child), quote=False)
            for child in children
            if child is not None
        )
    )


def _attribute(name: str) -> str:
    return "class" if name == "class_" else name.replace("_", "-")


def _text(value: str | float) -> str:
    """Return a number without needless digits: half a tenth of a pixel is nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
