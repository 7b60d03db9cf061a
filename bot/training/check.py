"""Checks everything a model is made from, and tells all that is wrong at once.

`check_project` is what training asks before it begins, `check_files` what a writer asks about
sentences that are not in the project yet. Neither imports Rasa; a project of 6,000 sentences
takes about two seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode

from bot.training.check_config import check_config
from bot.training.check_dictionary import check_dictionary
from bot.training.check_rules import check_rules
from bot.training.check_sentences import check_entities, check_intents, check_sentences
from bot.training.check_spans import check_spans
from bot.training.corpus import Corpus, read_corpus
from bot.training.documents import (
    SUFFIXES,
    Document,
    files_of,
    is_null,
    items,
    read_document,
)
from bot.training.domain_names import DomainNames, read_domain
from bot.training.findings import ERROR, NOTE, WARNING, Finding, in_order
from bot.training.kept import Decision, Kept, read_kept
from bot.training.keys import keyed
from bot.training.names import closest
from bot.training.sources import Sources

_SECTIONS = {"nlu", "rules", "stories", "responses"}
_READ_BY_RASA = (*SUFFIXES, ".json")
_GAPS = {"broken_yaml", "no_such_file", "empty_file"}
"""Findings of a file of which less was read than was written."""


@dataclass(frozen=True)
class KeptFinding:
    """A finding that stays as it is, and who decided so."""

    finding: Finding
    decision: Decision

    def as_json(self) -> dict[str, Any]:
        """Return everything, as ``check --json`` gives it."""
        told = self.decision
        return {**self.finding.as_json(), "by": told.by, "at": told.at, "note": told.note}


@dataclass(frozen=True)
class Report:
    """All findings in order, and how much was read.

    `rewritten` holds the clean text of files that Rasa could not read as they are stored (byte
    order marks, control characters); `kept` are the findings that trainers keep as they are, which
    `findings` leaves out.
    """

    findings: tuple[Finding, ...]
    files: int
    examples: int
    intents: int
    rewritten: Mapping[Path, str] = field(default_factory=dict)
    kept: tuple[KeptFinding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What training refuses."""
        return self._of(ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What training copes with and a person should look at."""
        return self._of(WARNING)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What may well be on purpose."""
        return self._of(NOTE)

    def as_json(self) -> dict[str, Any]:
        """Return the figures and every finding."""
        return {
            "files": self.files,
            "examples": self.examples,
            "intents": self.intents,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "notes": len(self.notes),
            "findings": [finding.as_json() for finding in self.findings],
            "kept": [one.as_json() for one in self.kept],
        }

    def leaving(self, kept: Kept) -> Report:
        """Return the report with what trainers keep as it is set apart; never an error.

        Decisions that cannot be read set nothing apart, and that is a finding of its own.
        """
        if kept.problem is not None:
            return replace(self, findings=in_order([*self.findings, *keyed([kept.problem])]))
        apart = [
            KeptFinding(one, kept.decisions[one.key])
            for one in self.findings
            if one.severity != ERROR and one.key in kept.decisions
        ]
        keys = {one.finding.key for one in apart}
        left = tuple(one for one in self.findings if one.key not in keys)
        return replace(self, findings=left, kept=tuple(apart))

    def _of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)


def check_project(sources: Sources) -> Report:
    """Check configuration, domain, rules, stories and sentences of a project together."""
    return check_whole(sources).leaving(kept_in(sources))


def kept_in(sources: Sources) -> Kept:
    """Return what the trainers of a project keep as it is."""
    return read_kept(sources.root / sources.kept, sources.kept)


def check_whole(sources: Sources) -> Report:
    """Check as `check_project` does, whatever trainers keep as it is."""
    config = _documents([sources.root / sources.config], sources.root)
    domain = _documents([sources.root / sources.domain], sources.root)
    data = _documents([Path(path) for path in sources.training_files], sources.root)
    names = read_domain(domain)
    _add_responses(names, data)
    corpus = read_corpus(data)
    held_out = _held_out(sources)
    # Of half a domain every name would be unknown, of a broken file its intents untrained.
    is_known = bool(names.intents) and not _has_gaps(domain)
    findings = [*names.findings, *_ignored(sources)]
    for document in config:
        findings += check_config(document, sources.root)
    findings += check_dictionary(sources.root / sources.dictionary, sources.dictionary)
    if is_known:
        findings += check_rules(data, names)
    check_sentences(corpus, held_out)
    check_spans(corpus, sources.root / sources.dictionary)
    _check_names(corpus, names if is_known else None, whole=not _has_gaps(data))
    return _report(corpus, [*config, *domain, *data], data, findings)


def check_files(paths: Sequence[Path], sources: Sources) -> Report:
    """Check the sentences in `paths` (files or folders) as an addition to a project.

    Their names have to be in the domain of `sources`, and their labels must agree with its
    sentences; those themselves, intents without sentences and proportions are not looked at.
    """
    names = read_domain(_documents([sources.root / sources.domain], sources.root))
    data = _documents([path.resolve() for path in paths], sources.root)
    mine = {document.path for document in data}
    project = _documents([Path(path) for path in sources.training_files], sources.root)
    known = read_corpus([document for document in project if document.path not in mine])
    corpus = read_corpus(data)
    added = Corpus([*known.examples, *corpus.examples], corpus.blocks, corpus.findings)
    held_out = _held_out(sources)
    # The held-out set itself may be looked at too; then it is not compared with itself.
    is_held_out = any(example.file in {one.name for one in data} for example in held_out.examples)
    check_sentences(added, None if is_held_out else held_out)
    check_spans(added, sources.root / sources.dictionary)
    _check_names(added, names, whole=False)
    files = {document.name for document in data}
    corpus.findings = [finding for finding in added.findings if finding.file in files]
    return _report(corpus, data, data, check_rules(data, names)).leaving(kept_in(sources))


def _held_out(sources: Sources) -> Corpus:
    path = sources.root / sources.held_out
    return read_corpus(_documents([path] if path.is_file() else [], sources.root))


def _check_names(corpus: Corpus, names: DomainNames | None, *, whole: bool) -> None:
    if names is not None:
        check_intents(corpus, names.typed_intents, whole=whole)
        check_entities(corpus, names.entities.keys())


def _documents(paths: Sequence[Path], root: Path) -> list[Document]:
    return [
        read_document(path, _name(path, root))
        for path in files_of(paths)
        if path.suffix in SUFFIXES or path in paths
    ]


def _ignored(sources: Sources) -> list[Finding]:
    """Return the files beside the training data that nothing reads: copies, other formats."""
    return [
        Finding("ignored_file", _name(path, sources.root), 1)
        for path in files_of([Path(name) for name in sources.training_files])
        if path.suffix not in _READ_BY_RASA
    ]


def _has_gaps(documents: list[Document]) -> bool:
    return any(finding.kind in _GAPS for one in documents for finding in one.findings)


def _name(path: Path, root: Path) -> str:
    for base in (root, Path.cwd()):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return str(path)


def _add_responses(names: DomainNames, data: list[Document]) -> None:
    """Add the responses that stand in training files; Rasa merges them into the domain."""
    for document in data:
        for part in document.parts:
            for key, _, value in items(part.node):
                for name, node, _ in items(value) if key == "responses" else ():
                    names.responses.setdefault(name, f"{document.name}:{part.line(node)}")


def _report(
    corpus: Corpus, documents: list[Document], data: list[Document], findings: list[Finding]
) -> Report:
    return Report(
        findings=keyed(
            in_order(
                [
                    *findings,
                    *corpus.findings,
                    *(finding for document in documents for finding in document.findings),
                    *(finding for document in data for finding in _sections(document)),
                ]
            )
        ),
        files=len(documents),
        examples=len(corpus.examples),
        intents=len({example.intent for example in corpus.examples}),
        rewritten={one.path: one.text for one in documents if not one.as_stored},
    )


def _sections(document: Document) -> list[Finding]:
    """Return the keys of a training file that Rasa does not know, or that it says nothing."""
    if document.path.suffix not in SUFFIXES or any(part.skipped for part in document.parts):
        return []
    findings = []
    has_content = not document.parts
    for part in document.parts:
        if not isinstance(part.node, MappingNode):
            shape: dict[str, str | int] = {"key": document.name, "expected": "mapping"}
            return [Finding("wrong_shape", document.name, part.line(part.node), data=shape)]
        for key, key_node, value in items(part.node):
            if key not in {*_SECTIONS, "version"}:
                line, meant = part.line(key_node), closest(key, _SECTIONS)
                told: dict[str, str | int] = {"key": key}
                findings.append(Finding("unknown_key", document.name, line, "", "", told, meant))
                has_content = True
            elif key in _SECTIONS and not is_null(value) and value.value:
                has_content = True
    return findings if has_content else [Finding("empty_file", document.name, 1)]
