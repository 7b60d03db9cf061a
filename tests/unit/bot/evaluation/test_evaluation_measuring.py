"""Labelled files are read or refused in one clear line, and scores are what they say."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.figures import figures_of
from bot.evaluation.labelled import LabelledDataRefused, entity_counts, read_labelled
from bot.evaluation.measure import answers_of
from bot.evaluation.scores import (
    accuracy,
    by_class,
    entity_f1,
    entity_scores,
    macro_f1,
    percentile,
    wilson,
)

RASA = """version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查[上个月]{"entity": "month", "value": "2026-09"}的账单
    - 查账单
- intent: greet
  examples: |
    - 你好
"""
STYLED = """version: "3.1"
nlu:
- intent: query_bill
  examples:
  - text: |
      查[上个月]{"entity": "month", "value": "2026-10"}的账单
    metadata: {style: terse}
  - text: |
      查账单
"""
CONTRACT = ("text", "expected", "predicted", "confidence")
TSV = 'text\tintents\tentities\n查账单\tquery_bill|faq\t\n充50\tpay_bill\t{"amount": "50.00"}\n'


def written(tmp_path, name, text):
    """Return the path of a new file."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_rasa_data_is_read_with_its_annotations(tmp_path):
    """Annotated values are what an extractor has to find; unannotated texts expect none."""
    rows = read_labelled(written(tmp_path, "nlu.yml", RASA))

    assert {row.text: row.intents for row in rows}["查上个月的账单"] == ("query_bill",)
    assert {row.text: row.entities for row in rows} == {
        "查上个月的账单": Counter({("month", "2026-09"): 1}),
        "查账单": Counter(),
        "你好": Counter(),
    }


def test_the_way_of_speaking_is_read_beside_the_annotations(tmp_path):
    """An example's metadata names its style; Rasa reads annotations in this form as well."""
    rows = read_labelled(written(tmp_path, "nlu.yml", STYLED))

    assert [(row.text, row.style) for row in rows] == [
        ("查上个月的账单", "terse"),
        ("查账单", None),
    ]
    assert rows[0].entities == Counter({("month", "2026-10"): 1})


def test_a_table_may_name_styles(tmp_path):
    """A column of its own, which may stay empty."""
    text = "text\tintents\tstyle\n查账单\tquery_bill\tterse\n你好\tgreet\t\n"

    rows = read_labelled(written(tmp_path, "test.tsv", text))

    assert [row.style for row in rows] == ["terse", None]


def test_numbers_are_compared_as_numbers_and_nothing_else_is():
    """Twenty yuan is 20 and 20.00; a month that looks like a number stays what is written."""
    written_so = [{"entity": "amount", "value": "20.00"}, {"entity": "data_amount", "value": 10240}]

    assert set(entity_counts(written_so)) == {("amount", "20"), ("data_amount", "10240")}
    assert set(entity_counts([{"entity": "month", "value": "2026-10"}])) == {("month", "2026-10")}
    assert set(entity_counts([{"entity": "price", "value": "cheap"}])) == {("price", "cheap")}
    assert set(entity_counts([{"entity": "reference", "value": "02"}])) == {("reference", "02")}


def test_a_table_may_accept_several_intents(tmp_path):
    """The columns of the contract: text, intents joined by a bar, entities as JSON."""
    rows = read_labelled(written(tmp_path, "test.tsv", TSV))

    assert rows[0].intents == ("query_bill", "faq")
    assert rows[0].entities is None
    assert rows[1].entities == Counter({("amount", "50"): 1})


@pytest.mark.parametrize("name", ["test.tsv", "test.TSV", "test.txt", "test"])
def test_a_table_written_by_a_spreadsheet_is_read_whatever_its_name(tmp_path, name):
    """Cells with quotes are quoted and theirs doubled; the header tells what the file is."""
    rows = (
        ("text", "intents", "entities"),
        ("充50", "pay_bill", '{"amount": "50.00"}'),
        ('他说"不办"\n就不办', "deny", ""),
        ('"不办"', "deny", ""),
    )
    with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)

    read = read_labelled(tmp_path / name)

    assert [row.text for row in read] == [cells[0] for cells in rows[1:]]
    assert read[0].entities == Counter({("amount", "50"): 1})


def test_quotes_that_enclose_no_cell_are_part_of_the_message(tmp_path):
    """What a person typed into a plain table is taken as it stands."""
    text = 'text\tintents\n"不办"了\tdeny\n查"账单\tquery_bill\n"喂\tgreet\n'

    assert [row.text for row in read_labelled(written(tmp_path, "test.tsv", text))] == [
        '"不办"了',
        '查"账单',
        '"喂',
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0c", "\r"])
def test_only_a_line_feed_ends_a_row(tmp_path, separator):
    """Pasted messages hold separators of their own."""
    text = f"text\tintents\n查{separator}账单\tquery_bill\n你好\tgreet\n"
    path = tmp_path / "test.tsv"
    path.write_bytes(text.encode())

    assert [row.text for row in read_labelled(path)] == [f"查{separator}账单", "你好"]


def test_a_problem_is_at_the_line_of_the_file_also_below_a_message_of_two_lines(tmp_path):
    """Whoever opens the file finds it there."""
    text = 'text\tintents\n"查\n账单"\tquery_bill\n你好\t\n'

    with pytest.raises(LabelledDataRefused, match=r"a.txt:4: no intents"):
        read_labelled(written(tmp_path, "a.txt", text))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.tsv", "words\tlabel\n你好\tgreet\n", "a.tsv:1"),
        ("a.tsv", "text\tintents\n你好\t\n", "a.tsv:2"),
        ("a.tsv", "text\tintents\tentities\n你好\tgreet\t{oops\n", "a.tsv:2"),
        ("a.tsv", "", "a.tsv:1"),
        ("a.tsv", "intents\ttext\ngreet\n", "a.tsv:2: no text"),
        ("a.txt", "words and words\n", "a.txt"),
        ("a.tsv", "text\tintents\n", "no labelled messages"),
    ],
)
def test_an_unusable_table_is_refused_with_its_line(tmp_path, name, text, reason):
    """A wrong header, a row without intents, broken JSON, an empty file."""
    with pytest.raises(LabelledDataRefused, match=reason):
        read_labelled(written(tmp_path, name, text))


def test_a_file_that_does_not_exist_is_named(tmp_path):
    """The command line turns this into one line."""
    with pytest.raises(FileNotFoundError):
        read_labelled(tmp_path / "none.yml")


class ScriptedModel:
    """Answers each text with the parse it was given."""

    def __init__(self, parses):
        """Take text → parse."""
        self.parses = parses

    async def parse_message(self, message_data):
        """Return the parse of a text."""
        return self.parses[message_data]


def parse(intent, confidence, *entities, ranking=()):
    """Return a parse as Rasa gives it."""
    return {
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": name, "confidence": 0.1} for name in (intent, *ranking)],
        "entities": [{"entity": name, "value": value} for name, value in entities],
    }


async def test_a_report_counts_any_acceptable_intent_as_right(tmp_path):
    """After the fallback decision: what was asked back is an error with its confidence."""
    rows = read_labelled(written(tmp_path, "test.tsv", TSV))
    model = ScriptedModel(
        {
            "查账单": parse("faq", 0.9),
            "充50": parse("nlu_fallback", 0.3, ("amount", "50.00"), ranking=("pay_bill",)),
        }
    )
    answers = await answers_of(model, rows)

    result = figures_of(answers)

    assert result["n"] == 2
    assert result["accuracy"] == 0.5
    assert result["entity_f1"] == 1
    assert [{key: one[key] for key in CONTRACT} for one in result["errors"]] == [
        {"text": "充50", "expected": "pay_bill", "predicted": "nlu_fallback", "confidence": 0.3}
    ]
    assert result["ms_per_message"]["p95"] >= result["ms_per_message"]["p50"] >= 0
    assert [answer.best_guess for answer in answers] == ["faq", "pay_bill"]


def test_macro_f1_is_the_mean_over_true_classes():
    """One of two classes fully right, the other half right."""
    scores = by_class([("a", "a"), ("a", "a"), ("b", "b"), ("b", "c")])

    assert scores["a"]["f1"] == 1
    assert scores["b"]["recall"] == 0.5
    assert macro_f1(scores) == pytest.approx((1 + 2 / 3) / 2)


def test_entities_that_a_file_never_labels_do_not_count():
    """An extra date is no mistake where nobody labelled dates; a wrong month is."""
    wanted = Counter({("month", "2026-09"): 1})

    assert entity_f1([(wanted, wanted + Counter({("date", "2026-09-03"): 1}))]) == 1
    assert entity_f1([(wanted, Counter({("month", "2026-10"): 1}))]) == 0


def test_each_entity_has_scores_of_its_own():
    """One month of two found, one amount found that nobody said."""
    rows = [
        (Counter({("month", "2026-09"): 1}), Counter({("month", "2026-09"): 1})),
        (Counter({("month", "2026-08"): 1, ("amount", "5"): 1}), Counter({("amount", "5"): 1})),
        (Counter(), Counter({("amount", "7"): 1})),
    ]

    scores = entity_scores(rows)

    assert scores["month"] == {
        "precision": 1,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "support": 2,
    }
    assert (scores["amount"]["precision"], scores["amount"]["recall"]) == (0.5, 1)
    assert entity_f1(rows) == pytest.approx(2 * 2 / (3 + 3))


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_an_interval_holds_the_share_that_was_seen(hits, misses):
    """It lies within 0 and 1, and more messages of the same share make it narrower."""
    n = hits + misses
    low, high = wilson(hits, n)

    assert 0 <= low <= high <= 1
    if n:
        assert low <= hits / n <= high
        wider, narrower = high - low, wilson(4 * hits, 4 * n)
        assert narrower[1] - narrower[0] < wider


def test_an_interval_is_wilsons():
    """The value that statistics books give for 95 of 100."""
    assert wilson(95, 100) == pytest.approx((0.8883, 0.9785), abs=2e-4)


def test_nothing_measured_gives_zeros():
    """Empty input divides by nothing."""
    assert accuracy([]) == macro_f1({}) == entity_f1([]) == percentile([], 0.5) == 0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_a_value_that_the_share_does_not_exceed(values, share):
    """It is one of the values, and at least the share of them lies at or below it."""
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


def test_broken_yaml_is_refused_with_the_file_named(tmp_path):
    """Rasa's own explanation follows the path."""
    with pytest.raises(LabelledDataRefused, match=r"broken\.yml"):
        read_labelled(written(tmp_path, "broken.yml", 'version: "3.1"\nnlu:\n- intent: [a\n'))
