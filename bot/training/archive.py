"""Leaves out of a model file what only training needs."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

_METADATA = "metadata.json"
_LEVEL = 4  # weights hardly shrink; the highest level takes seconds for one in a hundred bytes


def without_training(model: Path, target: Path) -> None:
    """Write `model` to `target` with an empty training schema.

    Rasa imports every class that the schema names when it loads a model, to answer turns too;
    one of them checks for DIET and so imports TensorFlow: five seconds and 340 MB for nothing.
    Such a model answers as before in every Rasa command; it cannot be the start of an
    incremental training, which our pipeline has no use for.
    """
    with (
        tarfile.open(model, "r:gz") as source,
        tarfile.open(target, "w:gz", compresslevel=_LEVEL) as copy,
    ):
        for member in source:
            content = source.extractfile(member)
            data = content.read() if content is not None else b""
            if Path(member.name).name == _METADATA and Path(member.name).parent.name == "":
                data = _emptied(data)
                member.size = len(data)
            copy.addfile(member, io.BytesIO(data) if content is not None else None)


def _emptied(metadata: bytes) -> bytes:
    values = json.loads(metadata)
    values["train_schema"] = {"nodes": {}}
    return json.dumps(values, ensure_ascii=False).encode()
