"""Takes a code or password out of a customer's text before anything else sees it (handbook §3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.redaction import SECRET_MARK, replace_spans
from bot.text.new_passwords import new_password_spans
from bot.text.normalise import normalise
from bot.text.personal import personal_runs
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


def find_new_password(text: str) -> Found | None:
    """Return what `text` enters as a new password, good or not, or None without any.

    Six digits are found as a proof is; then anything else that may be meant as a password, so
    that no log has it while it is refused.
    """
    found = find_secret(text, expected=True)
    if found is not None:
        return found
    source = normalise(text)
    spans = new_password_spans(source)
    if not spans:
        return None
    start, end = spans[-1]
    hidden = [(*source.span(*span), SECRET_MARK) for span in spans]
    return Found(source.text[start:end], replace_spans(text, hidden))


def without_personal(text: str) -> str:
    """Return `text` with every identity card and bank card number replaced by `SECRET_MARK`."""
    source = normalise(text)
    spans = [(*source.span(run.start, run.end), SECRET_MARK) for run in personal_runs(source)]
    return replace_spans(text, spans) if spans else text
