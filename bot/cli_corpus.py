"""The commands of the training data: ``xiaotong corpus …``; a part of `bot.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_options import DataDir, JsonOut, run_command
from bot.commands.words import say

corpus = typer.Typer(help=say("corpus"), no_args_is_help=True)
synonym = typer.Typer(help=say("corpus_synonym"), no_args_is_help=True)
corpus.add_typer(synonym, name="synonym")
word = typer.Typer(help=say("corpus_word"), no_args_is_help=True)
corpus.add_typer(word, name="word")

By = Annotated[str, typer.Option("--by", help=say("corpus_by"))]
ExampleId = Annotated[str, typer.Argument(help=say("corpus_id"))]
ChangeId = Annotated[str, typer.Argument(help=say("corpus_change"))]
Value = Annotated[str, typer.Argument(help=say("corpus_value"))]
FindingKey = Annotated[str, typer.Argument(help=say("corpus_key"))]
NewWord = Annotated[str, typer.Argument(help=say("corpus_new_word"))]


def _run(what: str, **arguments: Any) -> None:
    run_command("corpus", what=what, **arguments)


@corpus.command("list", help=say("corpus_list"))
def corpus_list(
    intent: Annotated[str, typer.Argument(help=say("corpus_intent"))] = "",
    json_out: JsonOut = None,
    data_dir: DataDir = None,
) -> None:
    """List intents, or the examples of one."""
    _run("list", data_dir=data_dir, intent=intent, json_out=json_out)


@corpus.command("find", help=say("corpus_find"))
def corpus_find(
    q: Annotated[str, typer.Argument(help=say("corpus_q"))],
    json_out: JsonOut = None,
    data_dir: DataDir = None,
) -> None:
    """Look for examples."""
    _run("find", data_dir=data_dir, q=q, json_out=json_out)


@corpus.command("add", help=say("corpus_add"))
def corpus_add(
    intent: Annotated[str, typer.Argument(help=say("corpus_intent"))],
    by: By,
    texts: Annotated[list[str] | None, typer.Argument(help=say("corpus_texts"))] = None,
    file: Annotated[Path | None, typer.Option("--file", help=say("corpus_file"))] = None,
    data_dir: DataDir = None,
) -> None:
    """Add examples."""
    _run("add", data_dir=data_dir, intent=intent, texts=tuple(texts or ()), file=file, by=by)


@corpus.command("replace", help=say("corpus_replace"))
def corpus_replace(
    example: ExampleId,
    text: Annotated[str, typer.Argument(help=say("corpus_text"))],
    by: By,
    data_dir: DataDir = None,
) -> None:
    """Change an example."""
    _run("replace", data_dir=data_dir, example=example, texts=(text,), by=by)


@corpus.command("move", help=say("corpus_move"))
def corpus_move(
    example: ExampleId,
    intent: Annotated[str, typer.Argument(help=say("corpus_to"))],
    by: By,
    data_dir: DataDir = None,
) -> None:
    """Move an example."""
    _run("move", data_dir=data_dir, example=example, intent=intent, by=by)


@corpus.command("remove", help=say("corpus_remove"))
def corpus_remove(
    example: ExampleId,
    by: By,
    twin: Annotated[list[str] | None, typer.Option("--twin", help=say("corpus_twin"))] = None,
    data_dir: DataDir = None,
) -> None:
    """Remove an example."""
    _run("remove", data_dir=data_dir, example=example, by=by, twins=tuple(twin or ()))


@corpus.command("keep", help=say("corpus_keep"))
def corpus_keep(
    key: FindingKey,
    by: By,
    note: Annotated[str, typer.Option("--note", help=say("corpus_note"))] = "",
    data_dir: DataDir = None,
) -> None:
    """Keep a finding as it is."""
    _run("keep", data_dir=data_dir, key=key, note=note, by=by)


@corpus.command("unkeep", help=say("corpus_unkeep"))
def corpus_unkeep(key: FindingKey, by: By, data_dir: DataDir = None) -> None:
    """Check a finding again."""
    _run("unkeep", data_dir=data_dir, key=key, by=by)


@corpus.command("log", help=say("corpus_log"))
def corpus_log(
    area: Annotated[str, typer.Option("--area", help=say("corpus_area"))] = "",
    author: Annotated[str, typer.Option("--author", help=say("corpus_author"))] = "",
    limit: Annotated[int, typer.Option(min=1, help=say("corpus_limit"))] = 50,
    data_dir: DataDir = None,
) -> None:
    """List changes."""
    _run("log", data_dir=data_dir, area=area, author=author, limit=limit)


@corpus.command("show", help=say("corpus_show"))
def corpus_show(change: ChangeId, data_dir: DataDir = None) -> None:
    """Show a change."""
    _run("show", data_dir=data_dir, change=change)


@corpus.command("undo", help=say("corpus_undo"))
def corpus_undo(change: ChangeId, by: By, data_dir: DataDir = None) -> None:
    """Take a change back."""
    _run("undo", data_dir=data_dir, change=change, by=by)


@synonym.command("list", help=say("corpus_synonym_list"))
def synonym_list(
    every: Annotated[bool, typer.Option("--all", help=say("corpus_all"))] = False,
    data_dir: DataDir = None,
) -> None:
    """List synonyms."""
    _run("synonyms", data_dir=data_dir, every=every)


@synonym.command("add", help=say("corpus_synonym_add"))
def synonym_add(value: Value, new: NewWord, by: By, data_dir: DataDir = None) -> None:
    """Add a synonym."""
    _run("add_synonym", data_dir=data_dir, value=value, word=new, by=by)


@synonym.command("remove", help=say("corpus_synonym_remove"))
def synonym_remove(value: Value, old: NewWord, by: By, data_dir: DataDir = None) -> None:
    """Take a synonym back."""
    _run("remove_synonym", data_dir=data_dir, value=value, word=old, by=by)


@word.command("list", help=say("corpus_word_list"))
def word_list(
    q: Annotated[str, typer.Argument(help=say("corpus_q"))] = "", data_dir: DataDir = None
) -> None:
    """List words of the dictionary."""
    _run("words", data_dir=data_dir, q=q)


@word.command("add", help=say("corpus_word_add"))
def word_add(
    new: NewWord,
    by: By,
    frequency: Annotated[int | None, typer.Option(help=say("corpus_frequency"))] = None,
    tag: Annotated[str | None, typer.Option(help=say("corpus_tag"))] = None,
    data_dir: DataDir = None,
) -> None:
    """Add a word."""
    _run("add_word", data_dir=data_dir, word=new, by=by, frequency=frequency, tag=tag)


@word.command("remove", help=say("corpus_word_remove"))
def word_remove(old: NewWord, by: By, data_dir: DataDir = None) -> None:
    """Take a word out."""
    _run("remove_word", data_dir=data_dir, word=old, by=by)
