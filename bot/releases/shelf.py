"""The model files of versions: a folder that only versions are put on and taken from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.releases.model import ModelUnusable, State, Version

KEPT = 10
"""Model files kept: of this many newest versions, of the one that serves and of the one before."""
FOLDER = "releases"


class Shelf:
    """Model files below the data directory; several servers of one installation share it."""

    def __init__(self, data_dir: Path) -> None:
        """Nothing is made yet."""
        self.folder = data_dir / FOLDER

    def path_of(self, version: Version) -> Path:
        """Return the model file of `version`; raises ModelUnusable when it is gone."""
        path = self.folder / version.model
        if not version.model or not path.is_file():
            raise ModelUnusable("model_missing", version=version.id, model=version.model)
        return path

    def adopt(self, model: Path) -> str:
        """Put a model file of another folder on the shelf and return its name there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / model.name
        if not target.exists():
            made = target.with_suffix(f".{os.getpid()}.tmp")
            try:
                os.link(model, made)
            except OSError:  # another file system
                shutil.copy2(model, made)
            made.replace(target)
        return target.name

    def prune(self, versions: Sequence[Version]) -> None:
        """Delete the files of old versions; `versions` are all there are, the newest first.

        The serving version and its predecessor are never deleted, nor is a file that belongs to
        no version yet.
        """
        known = {version.model for version in versions if version.model}
        for name in known - kept_of(versions):
            (self.folder / name).unlink(missing_ok=True)

    def clear(self, name: str) -> None:
        """Delete a file that no version is to keep."""
        (self.folder / name).unlink(missing_ok=True)


def kept_of(versions: Sequence[Version]) -> set[str]:
    """Return the names of the files that stay; `versions` are all, the newest first."""
    useful = [one for one in versions if one.state not in {State.REFUSED, State.FAILED}]
    served = [one for one in useful if one.state is State.RETIRED]
    # A version that answered before anything was released has no time of release.
    served.sort(key=lambda one: one.released_at or one.created_at)
    present = [one for one in useful if one.state is State.RELEASED]
    return {one.model for one in (*useful[:KEPT], *present, *served[-1:])}
