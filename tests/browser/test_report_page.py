"""The evaluation report in a real Chromium: on a phone, on a desktop, with its tables sorted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.engine.rasa_quiet import import_quietly

SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report on messages of several styles, with confusions and long texts."""
    labelled = import_quietly("bot.evaluation.labelled")
    measure = import_quietly("bot.evaluation.measure")
    names = ("query_bill", "browse_packages", "ask_package_detail", "query_usage", "out_of_scope")
    answers = [
        measure.Answer(
            labelled.Labelled(
                f"第{number}条，我就想问问{'这件事' * (number % 17)}到底怎么办",
                (names[number % 5],),
                Counter({("month", "2026-10"): 1}),
                ("typed", "dialect", "hotline")[number % 3],
            ),
            names[(number * number) % 5],
            0.9,
            ((names[(number * number) % 5], 0.5 + number / 100), (names[number % 5], 0.1)),
            Counter(),
            0.005,
        )
        for number in range(48)
    ]
    page = import_quietly("bot.evaluation.page")
    text = page.page_of(
        answers,
        import_quietly("bot.evaluation.figures").figures_of(answers),
        training=[answer.row for answer in answers[:5]],
        threshold=0.3,
        ambiguity=0.03,
        source="test.yml",
        model="model.tar.gz",
    )
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_fits_the_screen_and_asks_for_nothing(
    browser: Browser, report: Path, size: str, scheme: str
) -> None:
    """No sideways scrolling of the page, no request but the file, no complaint of the browser."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, offline=True)
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(report.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert requests == [report.as_uri()]
    assert complaints == []
    context.close()


def test_a_press_on_a_head_sorts_the_table_and_another_turns_it_round(
    browser: Browser, report: Path
) -> None:
    """Weakest first at the beginning; then by number of training sentences, both ways."""
    page = browser.new_page(viewport=SIZES["desktop"])
    page.goto(report.as_uri())
    table = page.locator("table.sortable").first
    head = table.locator("th").last

    def column(place: int) -> list[float]:
        cells = table.locator(f"tbody tr td:nth-child({place})")
        return [float(one.get_attribute("data-value") or 0) for one in cells.all()]

    assert column(2) == sorted(column(2))
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert column(6) == sorted(column(6))
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(6) == sorted(column(6), reverse=True)
    page.close()
