"""The lines of the bot: loading, refusing and speaking them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.errors import ScriptsError
from bot.scripts import Scripts
from bot.taboo import Taboos

ROOT = Path(__file__).resolve().parents[3]
FORMATS = (ROOT / "data" / "scripts" / "formats.yml").read_text(encoding="utf-8")
GOOD = """
greeting:
  situation: 问候
  variables: {name: text, amount: money}
  lines:
    - 您好{name}，余额{amount}元。
    - "{name}您好，您的余额是{amount}元。"
"""


def _folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "formats.yml").write_text(FORMATS, encoding="utf-8")
    for name, content in files.items():
        (tmp_path / f"{name}.yml").write_text(content, encoding="utf-8")
    return tmp_path


def _problems(tmp_path: Path, **files: str) -> str:
    with pytest.raises(ScriptsError) as refused:
        Scripts.load(_folder(tmp_path, **files))
    return "\n".join(refused.value.problems)


def test_a_line_is_spoken_with_its_values(tmp_path: Path) -> None:
    """Variants rotate; any integer picks one."""
    scripts = Scripts.load(_folder(tmp_path, good=GOOD))
    values = {"name": "林女士", "amount": Decimal(5)}

    assert scripts.text("greeting", **values) == "您好林女士，余额5.00元。"
    assert scripts.text("greeting", 3, **values) == "林女士您好，您的余额是5.00元。"
    assert scripts.keys() == {"greeting"}
    assert scripts.script("greeting").situation == "问候"


@pytest.mark.parametrize(
    "values", [{}, {"name": "林"}, {"name": "林", "amount": Decimal(1), "x": 1}]
)
def test_values_must_be_exactly_the_declared_ones(tmp_path: Path, values: dict) -> None:
    """A missing or an unknown value is a programming error."""
    scripts = Scripts.load(_folder(tmp_path, good=GOOD))

    with pytest.raises(TypeError):
        scripts.text("greeting", **values)


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    """There is no line to make up."""
    with pytest.raises(KeyError):
        Scripts.load(_folder(tmp_path, good=GOOD)).text("farewell")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: {situation: s, lines: ['您好{name}']}", "undeclared variable name"),
        ("a: {situation: s, variables: {n: text}, lines: [您好]}", "leaves out n"),
        ("a: {situation: s, variables: {n: euro}, lines: ['{n}']}", "unknown format euro"),
        ("a: {situation: s, variables: {n: text}, lines: ['{n!r}']}", "plain variable names"),
        ("a: {situation: s, variables: {n: text}, lines: ['{n.x}']}", "plain variable names"),
        ("a: {situation: s, lines: ['{']}", "plain variable names"),
        ("a: {situation: s, lines: []}", "at least one line"),
        ("a: {situation: s, lines: ['  ']}", "not a text"),
        ("a: {situation: s, lines: [1]}", "not a text"),
        ("a: {lines: [您好]}", "situation is missing"),
        ("a: {situation: s, lines: [您好], note: x}", "only situation, variables and lines"),
        ("a: {situation: s, variables: [n], lines: [您好]}", "expected name: format"),
        ("a: 您好", "only situation, variables and lines"),
        ("- a", "keys at the top level"),
        ("", "keys at the top level"),
        ("a:\n - [", "not readable as YAML"),
        ("taboo: [不]", "texts by name"),
        ("taboo: {不知道: 我查一下}\na: {situation: s, lines: [我不知道]}", "taboo 不知道"),
        ("taboo: {不知道: 我查一下}\nintents: {greet: 不知道}", "taboo 不知道"),
        ("formats: {today: 今日}", "defined twice"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_reason(
    tmp_path: Path, content: str, problem: str
) -> None:
    """Each kind of mistake by its own words."""
    assert problem in _problems(tmp_path, bad=content)


def test_all_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    """A trainer repairs them in one go."""
    problems = _problems(
        tmp_path,
        one="a: {situation: s, lines: ['{x}']}",
        two="b: {situation: s, lines: []}\na: {situation: s, lines: [您好]}",
    )

    assert "one.yml: a: undeclared variable x" in problems
    assert "two.yml: b: lines" in problems
    assert "two.yml: a: also in one.yml" in problems


def test_missing_labels_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    """Nothing can be spoken without them."""
    with pytest.raises(ScriptsError) as refused:
        Scripts.load(tmp_path)

    assert any("no script files" in problem for problem in refused.value.problems)
    assert any("formats.month: missing" in problem for problem in refused.value.problems)


def test_a_label_must_hold_its_variables(tmp_path: Path) -> None:
    """A month without its number says nothing."""
    (tmp_path / "formats.yml").write_text(FORMATS.replace('{month}月"', '本月"'), encoding="utf-8")
    with pytest.raises(ScriptsError, match=r"formats\.month: must hold"):
        Scripts.load(tmp_path)


def test_the_real_scripts_load_and_call_customers_by_the_polite_word() -> None:
    """Style: 您, never the plain word; every line passes the taboo list at load."""
    scripts = Scripts.load(ROOT / "data" / "scripts")
    lines = [line for key in scripts.keys() for line in scripts.script(key).lines]  # noqa: SIM118

    assert not [line for line in lines if "你" in line]
    assert len(lines) > 100


def test_the_handbooks_taboos_are_all_on_the_list(tmp_path: Path) -> None:
    """Handbook §1 names them."""
    taboos = (ROOT / "data" / "scripts" / "taboo.yml").read_text(encoding="utf-8")
    named = (
        "喂, 不知道, 不清楚, 没办法, 不可能, 不归我管, 你听清楚没有, 刚才不是告诉您了吗, 这是规定"
    )
    named += ", 您搞错了, 有本事投诉, 快点讲, 我很忙, 自己去看"

    for word in named.split(", "):
        assert word in _problems(
            tmp_path, taboo=taboos, said=f"a: {{situation: s, lines: [{word}]}}"
        )
    assert Taboos({"喂": "您好"}).find("喂")


def test_titles_are_what_customers_call_a_matter() -> None:
    """Every business intent has one; small talk has none."""
    scripts = Scripts.load(ROOT / "data" / "scripts")

    assert scripts.title("query_bill")
    assert scripts.title("chitchat") is None
    assert scripts.titles()["query_bill"] == scripts.title("query_bill")


def _saying(line: str) -> Scripts:
    files = {
        "formats.yml": FORMATS.encode(),
        "a.yml": f"a: {{situation: s, lines: [{line}]}}".encode(),
    }
    return Scripts.parse(files)


def test_who_holds_the_lines_says_the_new_ones_once_they_are_taken() -> None:
    """A trainer's change is heard without a restart."""
    held, newer = _saying("您好"), _saying("欢迎您")

    held.take(newer)

    assert held.text("a") == "欢迎您"
    assert newer.text("a") == "欢迎您"


def test_files_are_parsed_as_strictly_as_a_folder_is_loaded() -> None:
    """What an edit would make of a file is judged before it is written."""
    with pytest.raises(ScriptsError, match=r"a\.yml: a: undeclared variable x"):
        _saying("'{x}'")


def test_a_file_that_is_no_text_is_a_problem_and_no_crash() -> None:
    """An editor may have saved it in another encoding."""
    with pytest.raises(ScriptsError, match=r"a\.yml: not readable"):
        Scripts.parse({"formats.yml": FORMATS.encode(), "a.yml": "您好".encode("gbk")})
