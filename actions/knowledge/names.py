"""Names that the answers of the knowledge base share."""

from __future__ import annotations

from typing import Final

ANSWER: Final = "action_answer_question"
ARTICLE: Final = "article"
"""Entity of a button: CODE, or CODE#PIECE for one of its pieces."""
VERDICT: Final = "verdict"
"""Entity of a button: useful, useless, or none (of what was suggested)."""
USEFUL: Final = "useful"
USELESS: Final = "useless"
NONE: Final = "none"
