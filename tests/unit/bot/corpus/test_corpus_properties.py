"""Whatever a file looks like, editing it changes the lines of the edit and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.clock import SystemClock
from bot.changes.bootstrap import open_changes
from bot.corpus.bootstrap import open_corpus
from bot.corpus.files import NluFiles, state_of
from bot.corpus.lines import Splice, content_of, lines_of, spliced
from bot.corpus.model import Marked
from bot.settings import ROOT
from bot.training.corpus import read_corpus
from bot.training.documents import document_of

BY = "7701"
LONGEST = 0.6
"""Seconds of one core that an edit may cost on a busy machine."""
DOMAIN = "intents:\n- query_bill\n- stop\nentities:\n- month\n"
REAL = sorted((ROOT / "data" / "nlu").glob("*.yml"))
HARD = sorted((ROOT / "tests" / "dialogue").glob("*.yml"))


@pytest.mark.parametrize("path", [*REAL, *HARD], ids=lambda path: path.name)
def test_the_real_files_are_read_as_training_reads_them_and_come_back_byte_for_byte(path) -> None:
    """Places, intents and sentences; each sentence stands where it is said to."""
    content = path.read_bytes()
    state = state_of(content, path, path.name)
    expected = read_corpus([document_of(content, path, path.name)])

    assert content_of(state.lines) == content
    assert [(one.line, one.intent, one.raw) for one in state.examples] == [
        (one.line, one.intent, one.raw) for one in expected.examples
    ]
    for _, entry in state.entries.values():
        assert entry.fixed or state.lines[entry.at][entry.start :].startswith(entry.raw)


@given(content=st.text(alphabet="ab- \n\r\t#:|'\"é\u2028\ufeff一", max_size=60))
def test_any_text_is_its_lines(content) -> None:
    """Of every kind of line end."""
    raw = content.encode()

    assert content_of(lines_of(raw)) == raw


@given(
    lines=st.lists(st.sampled_from(["a\n", "b\r\n", "\n", "c"]), max_size=6),
    cuts=st.lists(st.integers(0, 6), min_size=2, max_size=2),
)
def test_a_splice_leaves_every_other_line_alone(lines, cuts) -> None:
    """Those in front and those behind it."""
    whole = lines_of("".join(lines).encode())
    start, end = sorted(min(cut, len(whole)) for cut in cuts)
    result = spliced(whole, [Splice(start, end, ("x\n",))])

    assert "".join(result).startswith("".join(whole[:start]))
    assert "".join(result).endswith("".join(whole[end:]))


WORDS = st.text(alphabet="查话费账单多少个月，？ab#:'\"-", min_size=1, max_size=9).map(str.strip)
BLANKS = st.sampled_from(["", "", "", "# a comment", "  # indented", "   "])


@st.composite
def blocks(draw, intent: str, dash: str) -> list[str]:
    """Draw an intent's block in one of the notations; the list begins at `dash`."""
    texts = draw(st.lists(WORDS, min_size=3, max_size=5, unique=True))
    texts = [f"{intent[0]}{number}号{text}" for number, text in enumerate(texts)]
    comment = draw(st.sampled_from(["", "  # why"]))
    head = [f"{dash}- intent: {intent}{comment}"]
    if draw(st.booleans()):
        indent = dash + draw(st.sampled_from(["    ", "   ", "      "]))
        said = [f"{indent}-{draw(st.sampled_from([' ', '  ']))}{text}" for text in texts]
        bar = draw(st.sampled_from(["|", "|-", "|+"]))
        return [*head, f"{dash}  examples: {bar}", *said, draw(BLANKS)]
    items: list[str] = []
    for text in texts:
        items += [f"{dash}  - text: |", f"{dash}      {text}"]
        items += draw(st.sampled_from([[], [f"{dash}    metadata: {{style: x}}"]]))
    return [*head, f"{dash}  examples:", *items, draw(BLANKS)]


@st.composite
def files(draw) -> bytes:
    """Draw a good NLU file with any line ends, with or without a byte order mark."""
    head = draw(st.sampled_from([[], ["# first"], ['version: "3.1"', ""]]))
    dash = draw(st.sampled_from(["", "  "]))
    first, second = draw(blocks("query_bill", dash)), draw(blocks("stop", dash))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join([*head, "nlu:", *first, *second])
    tail = draw(st.sampled_from(["", end, f"{end}# last{end}"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + (text + tail).encode()


@settings(max_examples=60)
@given(content=files(), pick=st.integers(0, 99), what=st.sampled_from(["add", "put", "del", "mv"]))
def test_one_edit_and_its_undoing_leave_a_file_as_it_was(content, pick, what) -> None:
    """Byte for byte; and in between, all other sentences are the same."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "data" / "nlu" / "a.yml"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        (root / "domain.yml").write_text(DOMAIN, encoding="utf-8")
        changes = open_changes(f"sqlite:///{root / 'studio.db'}", SystemClock())
        corpus = open_corpus(root=root, changes=changes)
        before = corpus.examples()
        assert len(before) >= 6
        one = before[pick % len(before)]
        other = "stop" if one.intent == "query_bill" else "query_bill"
        left = [(each.intent, each.raw) for each in before if each.id != one.id]
        if what == "add":
            change = corpus.add(one.intent, [Marked("全新的一句"), Marked("又一句")], BY).change
            left += [(one.intent, raw) for raw in (one.raw, "全新的一句", "又一句")]
        elif what == "put":
            change, _ = corpus.replace(one.id, Marked("改成这样"), None, BY)
            left.append((one.intent, "改成这样"))
        elif what == "mv":
            change, _ = corpus.replace(one.id, Marked(one.text), other, BY)
            left.append((other, one.raw))
        else:
            change = corpus.remove(one.id, BY)
        now = [(each.intent, each.raw) for each in corpus.examples()]
        assert sorted(now) == sorted(left)
        corpus.undo(change.id, BY)
        changes.close()

        assert path.read_bytes() == content


def test_a_whole_corpus_is_searched_and_edited_in_a_fraction_of_a_second(tmp_path) -> None:
    """Reading once takes longer; a listing or an edit after it must not be felt."""
    root = tmp_path / "project"
    (root / "data" / "nlu").mkdir(parents=True)
    for path in REAL:
        (root / "data" / "nlu" / path.name).write_bytes(path.read_bytes())
    (root / "domain.yml").write_bytes((ROOT / "domain.yml").read_bytes())
    changes = open_changes(f"sqlite:///{root / 'studio.db'}", SystemClock())
    corpus = open_corpus(root=root, changes=changes)
    corpus.add("query_bill", [Marked("第一句很特别的新话")], BY)
    began = thread_time()
    corpus.examples("query_bill", "话费")
    looked = thread_time()
    corpus.add("query_bill", [Marked("第二句很特别的新话")], BY)
    edited = thread_time()
    changes.close()

    # What it costs, not how long it waits for a core; a tenth of a second when nothing else runs.
    assert looked - began < LONGEST
    assert edited - looked < LONGEST
    assert sum(len(state.examples) for state in NluFiles(root, "data/nlu").states()) > 10_000
