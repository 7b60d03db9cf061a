"""Names findings by what they are about, so that a name holds wherever the lines move."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.redaction import mask_text
from bot.training.findings import Finding

_OF_INTENTS = ("few_examples", "many_examples")
"""Findings of an intent as a whole, wherever its first block stands and whatever the count."""
_TELLING = ("code", "expected", "key", "name", "part")
"""What tells findings of one sentence or file apart and does not move with lines or figures."""


def keyed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings`, each with its key: 16 hex digits of the kind and what it is about.

    That is its sentences with intents and marks, in whatever order and file they stand; of a
    finding without sentences its file and intent. Equal findings are counted, so that of two
    copies of a sentence each has a key of its own. Personal data is masked before the digest is
    made: a digest of a number beside the rest of its digits would give it away.
    """
    seen: Counter[str] = Counter()
    named = []
    for one in findings:
        about = _about(one)
        digest = hashlib.sha256(f"{about}\n{seen[about]}".encode("utf-8", "replace"))
        named.append(replace(one, key=digest.hexdigest()[:16]))
        seen[about] += 1
    return tuple(named)


def _about(finding: Finding) -> str:
    place = [] if finding.kind in _OF_INTENTS else [finding.file, finding.text]
    told = sorted(finding.sentences) if finding.sentences else [*place, finding.intent]
    data = {name: mask_text(str(finding.data[name])) for name in _TELLING if name in finding.data}
    return json.dumps([finding.kind, told, data], sort_keys=True)
