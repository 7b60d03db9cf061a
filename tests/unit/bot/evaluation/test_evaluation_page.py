"""The report says what a trainer needs, with no text of a customer unmasked or taken as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.evaluation.figures import figures_of
from bot.evaluation.html import Html, join, tag
from bot.evaluation.labelled import Labelled
from bot.evaluation.neighbours import FEW, Neighbourhood
from bot.evaluation.page import page_of
from bot.evaluation.words import REPORT, report_words
from bot.settings import ROOT

TRAINING = [
    *(Labelled(f"账单第{number}种问法", ("query_bill",), None) for number in range(FEW)),
    *(Labelled(f"咨询第{number}件事", ("faq",), None) for number in range(FEW)),
    Labelled("您好啊", ("greet",), None),
]


def page(answers, training=TRAINING):
    """Return the report on `answers`."""
    return page_of(
        answers,
        figures_of(answers),
        training=training,
        threshold=0.3,
        ambiguity=0.03,
        source="test.yml",
        model="model.tar.gz",
    )


class Balance(HTMLParser):
    """Notices elements that are not closed where they should be."""

    def __init__(self):
        """Nothing is open."""
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, name, attributes):
        """Open an element, but for those that hold nothing."""
        if name != "meta":
            self.open.append(name)

    def handle_endtag(self, name):
        """Close the last one."""
        if not self.open or self.open.pop() != name:
            self.wrong.append(name)


@pytest.fixture
def report(answer):
    """Return the report on a few answers of each kind."""
    return page(
        [
            answer("看看账单", style="terse"),
            answer("办事几点<script>alert(1)</script>", right=("faq",), style="typed"),
            answer("我的号码13800010001账单", right=("faq",), intent="nlu_fallback"),
            answer("订个外卖", right=("out_of_scope",), wanted={("month", "2026-10"): 1}),
        ]
    )


def test_the_page_is_one_well_formed_file_that_loads_nothing(report):
    """No address of another file or host, and every element is closed."""
    balance = Balance()
    balance.feed(report)

    assert (balance.open, balance.wrong) == ([], [])
    assert not re.search(r"\b(src|href)=|https?://|@import|url\(", report)
    assert "$" not in re.sub(r"<script>.*?</script>", "", report, flags=re.DOTALL)


def test_no_text_of_a_customer_is_markup_and_numbers_are_masked(report):
    """Escaped, and through bot.redaction."""
    assert "<script>alert" not in report
    assert "&lt;script&gt;alert(1)" in report
    assert "13800010001" not in report
    assert "138****0001" in report


def test_the_headlines_and_every_section_are_there(report):
    """A trainer finds accuracy with its interval, styles, errors, confusions and the threshold."""
    words = report_words()

    for key in (
        "styles",
        "errors",
        "confusions",
        "intents",
        "entities",
        "calibration",
        "threshold",
    ):
        assert f"<h2>{words(key)}</h2>" in report
    assert "25.0%" in report
    assert words("interval", low="4.6%", high="69.9%") in report
    assert words.style("terse") in report
    assert words.intent("query_bill") in report


def test_a_faultless_run_has_no_errors_to_work_through(answer):
    """Nothing confused, no styles in the file: those sections are left out."""
    report = page([answer()])
    words = report_words()

    assert words("no_errors") in report
    assert words("confusions") not in report
    assert words("styles") not in report


def test_errors_begin_with_the_most_confident_and_show_their_neighbours(answer):
    """The nearest training sentence of the right intent and of the wrong one."""
    mild = answer("咨询的事", right=("faq",), ranking=(("query_bill", 0.5),))
    worst = answer("账单的事", right=("faq",), ranking=(("query_bill", 0.95),))
    report = page([mild, worst])

    assert report.index("账单的事") < report.index("咨询的事")
    assert "咨询第0件事" in report


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"text": "账单第7种问法？", "right": ("faq",)}, "check_label"),
        ({"text": "几点开门", "right": ("greet",)}, "few"),
        ({"text": "几点开门", "right": ("faq",)}, "sure"),
        ({"text": "几点开门", "right": ("faq",), "ranking": (("query_bill", 0.5),)}, "add"),
        (
            {
                "text": "几点开门",
                "right": ("faq",),
                "ranking": (("query_bill", 0.25), ("faq", 0.2)),
                "intent": "nlu_fallback",
            },
            "in_three",
        ),
    ],
)
def test_the_hint_is_what_helps(answer, given, hint):
    """Near-equal sentence of the wrong label, few sentences, sure, unsure, asked back."""
    advice = Neighbourhood(TRAINING).advice(answer(**given))

    assert advice.hint == hint
    assert report_words()(f"hint_{hint}", expected="甲", predicted="乙")


def test_the_nearest_sentence_shares_most_wording():
    """Of the intents asked for only; punctuation and script do not count; none may share any."""
    known = Neighbourhood(TRAINING)

    found = known.nearest("賬單，第12種問法！", ("query_bill",))
    assert found is not None
    assert (found.text, found.likeness) == ("账单第12种问法", 1)
    assert known.nearest("账单第12种问法", ("greet",)) is None


def test_every_intent_is_called_something():
    """No raw name stands where a trainer reads; the domain's list is the measure."""
    domain = YAML(typ="safe").load(ROOT / "domain.yml")
    names = [entry if isinstance(entry, str) else next(iter(entry)) for entry in domain["intents"]]

    assert [name for name in names if report_words().intent(name) == name] == []
    assert report_words().intent("faq|unknown_one").endswith(" / unknown_one")


def test_the_words_say_nothing_that_is_never_shown():
    """Each line of the file is used by name in the code, or begins as one that is."""
    tree = YAML(typ="safe").load(REPORT / "words.yml")
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "evaluation").glob("*.py")
    )
    families = ("style_", "entity_", "hint_", "nearest_", "card_", "threshold_")

    unused = [
        key
        for key in tree["texts"]
        if f'"{key}"' not in code
        and not key.startswith(families)
        and f'"{key.removesuffix("_means")}"' not in code
    ]
    assert unused == []


@given(st.text(), st.text())
def test_text_and_attributes_never_become_markup(text, value):
    """Only what is Html already goes in as it is."""
    made = tag("p", text, title=value)

    assert made.count("<") == 2
    assert made.count('"') == 2 + text.count('"')
    assert join(Html("<b>"), "<b>", None, 1.50) == "<b>&lt;b&gt;1.5"
