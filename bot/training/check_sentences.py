"""Checks of the sentences: labels that contradict, repetitions, what nobody can learn from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from statistics import median

from bot.redaction import mask_text
from bot.text.normalise import feature_text, normalise
from bot.training.corpus import Block, Corpus, Example
from bot.training.findings import Finding
from bot.training.names import closest
from bot.training.near import near_pairs, same_cores
from bot.training.personal import numbers_of_people, whereabouts_of_people

LONGEST = 400
"""Characters of a message that the model reads: the first and the last 200."""
FEWEST = 10
"""Sentences below which an intent is hardly learned."""
FAR = 5.0
"""An intent with so many times more, or fewer, sentences than the median is out of proportion."""
_HELD_OUT = "\n"
"""Stands for the held-out set where intents are compared; no intent is called so."""
_NOT_WORDS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return what all writings of a message share: no punctuation, width, script or case."""
    level = normalise(text).text
    return _NOT_WORDS.sub("", level) or level.strip()  # of emoji alone, the emoji


def check_sentences(corpus: Corpus, held_out: Corpus | None = None) -> None:
    """Add what is wrong with single sentences and between them to the findings of `corpus`.

    `held_out` are the sentences that models are measured with.
    """
    for example in corpus.examples:
        _check_one(corpus, example)
    bares = [bare(example.text) for example in corpus.examples]
    _check_same(corpus, bares)
    kept = held_out.examples if held_out is not None else []
    kept_bares = [bare(example.text) for example in kept]
    _check_leaks(corpus, bares, kept, kept_bares)
    every = [*corpus.examples, *kept]
    both = [*bares, *kept_bares]
    groups = [*(example.intent for example in corpus.examples), *([_HELD_OUT] * len(kept))]
    for i, j, overlap in sorted(near_pairs(both, groups)):
        if both[i] != both[j] and i < len(bares):
            _tell_near(corpus, every[i], every[j], overlap, is_held_out=j >= len(bares))
    for i, j in same_cores(bares, groups[: len(bares)]):
        first, second = corpus.examples[i], corpus.examples[j]
        corpus.about("filler_conflict", second, first, other=first.intent)


def check_intents(corpus: Corpus, known: Mapping[str, str], *, whole: bool) -> None:
    """Add the intents that `known` (name → ``file:line``) lacks, and what is out of proportion.

    Proportions and intents without sentences count only when the `whole` corpus is there.
    """
    for block in corpus.blocks:
        if block.intent.partition("/")[0] not in known:
            corpus.findings.append(_unknown_intent(block, known.keys()))
    if not whole:
        return
    trained = {block.intent.partition("/")[0] for block in corpus.blocks}
    for name, place in known.items():
        if name not in trained:
            file, _, line = place.rpartition(":")
            corpus.findings.append(
                Finding("unused_intent", file, int(line), name, "", {"name": name})
            )
    _check_proportions(corpus)


def check_entities(corpus: Corpus, known: AbstractSet[str]) -> None:
    """Add the annotated entities that are not in `known`."""
    for example in corpus.examples:
        for name in sorted({span.entity for span in example.spans} - known):
            corpus.findings.append(
                Finding(
                    "unknown_entity",
                    example.file,
                    example.line,
                    example.intent,
                    mask_text(example.raw),
                    {"name": name},
                    closest(name, known),
                    ((example.intent, mask_text(example.raw)),),
                )
            )


def _check_one(corpus: Corpus, example: Example) -> None:
    source = normalise(example.text)
    if not feature_text(source):
        corpus.about("says_nothing", example)
    elif all(_is_symbol(char) for char in source.text):
        corpus.about("emoji_only", example)
    if len(example.text) > LONGEST:
        corpus.about("long_message", example, length=len(example.text), longest=LONGEST)
    for kind in (*numbers_of_people(source), *whereabouts_of_people(source)):
        corpus.about(kind, example)


def _is_symbol(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"So", "Sk"}


def _check_same(corpus: Corpus, bares: list[str]) -> None:
    """Compare sentences that are one when writing and punctuation are levelled."""
    first_of: dict[str, Example] = {}
    same_label: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example, key in zip(corpus.examples, bares, strict=True):
        first = first_of.setdefault(key, example)
        if first.intent != example.intent:
            corpus.about("conflicting_labels", example, first, other=first.intent)
        earlier = same_label[key, example.intent]
        copy = next((one for one in earlier if one.raw == example.raw), None)
        if copy is not None:
            corpus.about("duplicate", example, copy)
        elif earlier:
            corpus.about("twin", example, earlier[0])
        earlier.append(example)


def _check_leaks(
    corpus: Corpus, bares: list[str], kept: Sequence[Example], kept_bares: list[str]
) -> None:
    same = dict(zip(kept_bares, kept, strict=True))
    for example, key in zip(corpus.examples, bares, strict=True):
        if key in same:
            corpus.about("held_out", example, same[key])


def _tell_near(
    corpus: Corpus, first: Example, second: Example, overlap: float, *, is_held_out: bool
) -> None:
    near = f"{overlap:.0%}"
    if is_held_out:
        corpus.about("near_held_out", first, second, near=near)
    elif first.intent == second.intent:
        corpus.about("near_twin", second, first, near=near)
    else:
        corpus.about("near_duplicate", second, first, other=first.intent, near=near)


def _unknown_intent(block: Block, known: AbstractSet[str]) -> Finding:
    told: dict[str, str | int] = {"name": block.intent}
    meant = closest(block.intent, known)
    return Finding("unknown_intent", block.file, block.line, block.intent, "", told, meant)


def _check_proportions(corpus: Corpus) -> None:
    different: dict[str, set[str]] = defaultdict(set)
    for example in corpus.examples:
        different[example.intent.partition("/")[0]].add(example.text)
    counts = Counter({intent: len(texts) for intent, texts in different.items()})
    typical = round(median(counts.values())) if counts else 0
    blocks: dict[str, Block] = {}
    for block in corpus.blocks:
        blocks.setdefault(block.intent.partition("/")[0], block)
    for intent, count in counts.items():
        place = blocks[intent]
        told: dict[str, str | int] = {"count": count, "typical": typical}
        if count == 1:
            kind, told = "single_example", {}
        elif count < FEWEST or count * FAR < typical:
            kind, told["typical"] = "few_examples", max(typical, FEWEST)
        elif count > typical * FAR:
            kind = "many_examples"
        else:
            continue
        corpus.findings.append(Finding(kind, place.file, place.line, intent, "", told))
