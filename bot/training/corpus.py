"""The training sentences of Rasa NLU YAML, each with its file, line, intent and entities.

Reading is tolerant: what cannot be read becomes a finding, and the rest is read. It agrees with
Rasa's own reader on every file that has no error (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.redaction import mask_text
from bot.training.annotations import Span, read_annotations
from bot.training.documents import Document, Part, elements, is_null, items, text_of
from bot.training.findings import ERROR, Finding

_NAMED = ("intent", "synonym", "regex", "lookup")
"""What a block under `nlu` may be, each by its key."""
_BLOCK_KEYS = {*_NAMED, "examples", "metadata"}
_EXAMPLE_KEYS = {"text", "metadata"}
_LITERAL = "|"
_STRIPPED = "\n\r "
"""What Rasa takes off the ends of a sentence."""


@dataclass(frozen=True)
class Example:
    """A sentence as it would be trained: `text` has no annotations, `raw` is as written."""

    file: str
    line: int
    intent: str
    raw: str
    text: str
    spans: tuple[Span, ...] = ()

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Block:
    """One ``- intent:`` of a file, with the number of sentences in it."""

    file: str
    line: int
    intent: str
    size: int


@dataclass
class Corpus:
    """Everything that was read, and what was wrong with the reading."""

    examples: list[Example] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def about(
        self, kind: str, example: Example, beside: Example | None = None, /, **data: str | int
    ) -> None:
        """Add a finding about `example`, with personal data masked in its text.

        When it is of two sentences, `beside` is the other one, and its place is told.
        """
        if beside is not None:
            data["place"] = beside.place
        both = (example,) if beside is None else (example, beside)
        sentences = tuple((one.intent, mask_text(one.raw)) for one in both)
        self.findings.append(
            Finding(
                kind,
                example.file,
                example.line,
                example.intent,
                mask_text(example.raw),
                data,
                sentences=sentences,
            )
        )


def read_corpus(documents: Iterable[Document]) -> Corpus:
    """Read the `nlu` parts of `documents`; their own findings are not repeated."""
    corpus = Corpus()
    for document in documents:
        for part in document.parts:
            for node in _nlu_blocks(document, part, corpus):
                _Block(document.name, part, corpus).read(node)
    return corpus


def _nlu_blocks(document: Document, part: Part, corpus: Corpus) -> Iterator[Node]:
    if part.skipped:  # one block of a broken file
        yield from (node for node in elements(part.node) if _kind_of(node))
        return
    for key, _, value in items(part.node):
        if key != "nlu" or is_null(value):
            continue
        if not isinstance(value, SequenceNode):
            told: dict[str, str | int] = {"key": "nlu", "expected": "list"}
            where = part.line(value)
            corpus.findings.append(Finding("wrong_shape", document.name, where, data=told))
        yield from elements(value)


def _kind_of(node: Node) -> str:
    return next((key for key, _, _ in items(node) if key in _NAMED), "")


class _Block:
    """Reads one element under `nlu`."""

    def __init__(self, name: str, part: Part, corpus: Corpus) -> None:
        self.name = name
        self.part = part
        self.corpus = corpus
        self.intent = ""

    def read(self, node: Node) -> None:
        kind = _kind_of(node)
        if not isinstance(node, MappingNode) or not kind:
            self._found("wrong_shape", self.part.line(node), key="nlu", expected="intent")
            return
        values = {key: value for key, _, value in items(node)}
        for key, key_node, _ in items(node):
            if key not in _BLOCK_KEYS:
                self._found("unknown_key", self.part.line(key_node), key=key)
        label = text_of(values[kind])
        if not label:
            self._found("wrong_shape", self.part.line(values[kind]), key=kind, expected="text")
            return
        self.intent = label if kind == "intent" else ""
        told = len(self.corpus.findings)
        examples = list(self._examples(values.get("examples"), node, is_listed=kind == "intent"))
        if kind != "intent":
            return
        self.corpus.blocks.append(Block(self.name, self.part.line(node), label, len(examples)))
        if not examples and all(found.severity != ERROR for found in self.corpus.findings[told:]):
            self._found("empty_intent", self.part.line(node))
        for line, raw in examples:
            self._keep(line, raw)

    def _examples(
        self, node: Node | None, block: Node, *, is_listed: bool
    ) -> Iterator[tuple[int, str]]:
        """Yield (line, sentence) of a block's examples, of either form that Rasa knows."""
        if node is None or is_null(node):
            if not is_listed:
                self._found("empty_intent", self.part.line(block))
        elif isinstance(node, SequenceNode) and is_listed:
            yield from self._listed(node)
        elif isinstance(node, ScalarNode) and (text := text_of(node)) is not None:
            yield from self._lines(node, text)
        else:
            self._found("wrong_shape", self.part.line(node), key="examples", expected="text")

    def _listed(self, node: SequenceNode) -> Iterator[tuple[int, str]]:
        for element in elements(node):
            line = self.part.line(element)
            values = {key: value for key, _, value in items(element)}
            for key, key_node, _ in items(element):
                if key not in _EXAMPLE_KEYS:
                    self._found("unknown_key", self.part.line(key_node), key=key)
            text_node = values.get("text")
            text = text_of(text_node)
            if text_node is None or text is None:
                self._found("wrong_shape", line, key="text", expected="text")
            elif text.strip():
                yield self._text_line(text_node), text.strip(_STRIPPED)
            else:
                self._found("empty_example", line)

    def _text_line(self, node: Node) -> int:
        """Return where a sentence begins: below its key when it is a block of text."""
        return self.part.line(node) + (isinstance(node, ScalarNode) and node.style in {"|", ">"})

    def _lines(self, node: ScalarNode, text: str) -> Iterator[tuple[int, str]]:
        first = self._text_line(node)
        if node.style != _LITERAL and node.end_mark.line > node.start_mark.line:
            # Folded text joins its lines: every sentence of the block would become one.
            self._found("not_literal", self.part.line(node))
            return
        for offset, line in enumerate(text.rstrip("\n").split("\n") if text.strip() else ()):
            number = first + (offset if node.style == _LITERAL else 0)
            if not line.strip():
                self._found("empty_line", number)
            elif not line.startswith("-"):
                self._found("not_an_example", number, text=line.strip())
            elif sentence := line[1:].strip(_STRIPPED):
                yield number, sentence
            else:
                self._found("empty_example", number)

    def _keep(self, line: int, raw: str) -> None:
        read = read_annotations(raw)
        example = Example(self.name, line, self.intent, raw, read.text, read.spans)
        self.corpus.examples.append(example)
        for problem in read.problems:
            self.corpus.about(problem.kind, example, **problem.data)

    def _found(self, kind: str, line: int, *, text: str = "", **data: str | int) -> None:
        self.corpus.findings.append(
            Finding(kind, self.name, line, self.intent, mask_text(text), data)
        )
