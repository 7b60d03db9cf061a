"""How a training that was refused is shown."""

from __future__ import annotations

import pytest

from bot.releases.shapes import finding_json
from bot.training.findings import Finding


@pytest.mark.parametrize("kind", ["unknown_key", "wrong_shape"])
def test_a_finding_that_carries_a_key_is_worded_too(kind) -> None:
    """The key of a file is no key of ours."""
    data = {"key": "exmples", "expected": "list"}
    found = Finding(kind, "data/nlu/billing.yml", 7, data=data)

    assert "exmples" in finding_json(found.as_json())["message"]
