"""The process that trains: ``python -m bot.training.child SPEC``; not for use by hand.

Training needs TensorFlow's memory and minutes of computation, and Rasa ends the process on some
errors: a process of its own keeps all three from the server. SPEC is a JSON object with
``domain``, ``config``, ``data``, ``output``, ``name`` and ``vectors`` (a folder that outlives
the training). The result is written to ``output/result.json``: ``{"model": PATH}`` or
``{"problem": TEXT}``.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from bot.engine.rasa_quiet import prepare


def main() -> int:
    """Train as the first argument says; the exit status is 0 when a model was made."""
    spec: dict[str, Any] = json.loads(sys.argv[1])
    # A cache would be keyed by less than our fingerprint knows of: the components' helpers.
    os.environ["RASA_CACHE_DIRECTORY"] = str(Path(spec["output"]) / "cache")
    result = _train(spec)
    text = json.dumps(result, ensure_ascii=False)
    (Path(spec["output"]) / "result.json").write_text(text, encoding="utf-8")
    return 0 if "model" in result else 1


def _train(spec: dict[str, Any]) -> dict[str, str]:
    prepare()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.model_training import train  # noqa: PLC0415 - after `prepare`
        from rasa.shared.exceptions import RasaException  # noqa: PLC0415

        from bot.nlu.vector_store import use_vectors  # noqa: PLC0415
        from bot.training import lean_merging  # noqa: PLC0415
    _forget_fingerprints()
    lean_merging.install()
    use_vectors(Path(spec["vectors"]))
    try:
        result = train(
            domain=spec["domain"],
            config=spec["config"],
            training_files=spec["data"],
            output=spec["output"],
            fixed_model_name=spec["name"],
            force_training=True,
        )
    except (RasaException, ValueError, OSError, SystemExit) as error:
        return {"problem": str(error) or type(error).__name__}
    return {"model": str(result.model)} if result.model else {"problem": "no training data"}


def _forget_fingerprints() -> None:
    """Keep Rasa from hashing the output of every node for a cache that ends with this process.

    It would be a fifth of the training. Rasa offers no setting for it; the name is checked by the
    tests that train.
    """
    from rasa.engine.graph import GraphNodeHook  # noqa: PLC0415 - after `prepare`
    from rasa.engine.training import graph_trainer  # noqa: PLC0415

    class Nothing(GraphNodeHook):  # type: ignore[misc] # Rasa has no types
        def __init__(self, **_: Any) -> None:
            """Need neither cache nor storage."""

        def on_before_node(self, *_: Any, **__: Any) -> dict[str, Any]:
            """Pass nothing on."""
            return {}

        def on_after_node(self, *_: Any, **__: Any) -> None:
            """Do nothing."""

    graph_trainer.TrainingHook = Nothing


if __name__ == "__main__":
    sys.exit(main())
