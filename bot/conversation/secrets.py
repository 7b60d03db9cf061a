"""Takes a code or password out of a customer's text before anything else sees it (handbook §3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.redaction import SECRET_MARK, replace_spans
from bot.text.normalise import normalise
from bot.text.secret_runs import is_named, secret_runs


@dataclass(frozen=True)
class Found:
    """A secret of six ASCII digits, and the text without it."""

    secret: str = field(repr=False)
    redacted_text: str


def find_secret(text: str, *, expected: bool) -> Found | None:
    """Return the secret in `text`, or None when there is none and the text may go on as it is.

    `expected` tells whether one has been asked for; see `bot.text.secret_runs` for what counts.
    Every secret is replaced by `SECRET_MARK`; presented is the last that is named as one, else
    the last. Digits may be full-width, spaced, dashed or spoken (幺二三四五六).
    """
    source = normalise(text)
    runs = secret_runs(source, expected=expected)
    if not runs:
        return None
    named = [run for run in runs if is_named(source, run)]
    spans = [(*source.span(run.start, run.end), SECRET_MARK) for run in runs]
    return Found((named or runs)[-1].digits, replace_spans(text, spans))
