"""A published model holds what answering needs."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from bot.training.archive import without_training


def test_the_training_schema_is_emptied_and_all_else_is_kept(tmp_path: Path) -> None:
    """Only one value of one file changes."""
    metadata = {"train_schema": {"nodes": {"a": 1}}, "predict_schema": {"nodes": {"b": 2}}}
    files = {"metadata.json": json.dumps(metadata).encode(), "components/x/metadata.json": b"{}"}
    with tarfile.open(tmp_path / "in.tar.gz", "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))

    without_training(tmp_path / "in.tar.gz", tmp_path / "out.tar.gz")

    with tarfile.open(tmp_path / "out.tar.gz") as archive:
        read = {member.name: archive.extractfile(member).read() for member in archive}
    assert read["components/x/metadata.json"] == b"{}"
    assert json.loads(read["metadata.json"]) == {**metadata, "train_schema": {"nodes": {}}}
