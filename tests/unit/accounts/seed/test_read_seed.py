"""A seed file is refused whole, with every problem named by its line, or read whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import SeedRefused
from accounts.seed import read, read_seed

DEMO = Path(__file__).parents[4] / "data" / "demo" / "operator.yml"

Problems = Callable[[str], tuple[str, ...]]


@pytest.fixture
def problems(tmp_path: Path) -> Problems:
    """Give a function that returns the problems of a text; empty when it is accepted."""
    path = tmp_path / "seed.yml"

    def of(text: str) -> tuple[str, ...]:
        path.write_text(text, encoding="utf-8")
        try:
            read_seed(path)
        except SeedRefused as refusal:
            return refusal.problems
        return ()

    return of


@pytest.fixture
def small(small_seed: Path) -> str:
    """Give the text of a right file, to be spoiled in one place."""
    return small_seed.read_text(encoding="utf-8")


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_right_file_is_read_whole(small_seed: Path) -> None:
    """Every section arrives, relative times still relative."""
    seed = read_seed(small_seed)

    assert [customer.phone_number[-1] for customer in seed.customers] == ["1", "2", "3"]
    assert [bill.month for bill in seed.customers[0].bills] == [0, -1, -2, -4, -8]
    assert len(seed.catalogue.packages) == 3
    assert len(seed.staff) == 2


def test_the_demo_file_is_right() -> None:
    """What a fresh clone is seeded with is accepted."""
    assert len(read_seed(DEMO).customers) > 0


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ('balance: "12.30"', "balance: 12.30", "customers[0].balance: 金额要写成带引号"),
        ('balance: "12.30"', "balance: 12", "customers[0].balance: 金额要写成带引号"),
        ('balance: "12.30"', 'balance: "12.305"', "customers[0].balance: 金额格式不对"),
        ('balance: "12.30"', 'balance: "１２.30"', "customers[0].balance: 金额格式不对"),
        ('balance: "12.30"', 'balance: "10000000"', "customers[0].balance: 金额太大"),
        ('balance: "12.30"', "balance: [1]", "customers[0].balance: 应当是文字"),
        ('balance: "12.30"', "", "customers[0].balance: 缺少这一项"),
        ('balance: "12.30"', 'balance: "1.00"\n    blance: 1', "customers[0].blance: 不认识的键"),
        ('"13900000002"', '"13900000001"', "customers[1].phone_number: 与前面的重复"),
        ('"13900000002"', '"23900000002"', "customers[1].phone_number: 手机号应是"),
        ('"13900000002"', '"1390000000"', "customers[1].phone_number: 手机号应是"),
        ('"13900000002"', "13900000002", "customers[1].phone_number: 手机号应是"),
        ("gender: f", "gender: x", "customers[0].gender: 应当是其中之一"),
        ('"415926"', '"41592"', "customers[0].service_password: 服务密码应是 6 位"),
        ("code: A25, since", "code: A26, since", "customers[0].package.code: 目录里没有这个套餐"),
        ("code: GAME, since", "code: GAMES, since", "subscriptions[1].code: 目录里没有这个业务"),
        ("service: GAME", "service: GAMES", "customers[0].bills[0][2].service: 目录里没有"),
        ("code: M5, since", "code: RING, since", "subscriptions[2].code: 与前面的重复"),
        ("code: BAG, name", "code: CUP, name", "catalogue.points_gifts[1].code: 与前面的重复"),
        ("      -3: {data", "      3: {data", "customers[0].usage[3]: 月份不能在将来"),
        (
            "      -4: [{item",
            "      soon: [{item",
            "customers[0].bills[soon]: 应当是不带引号的整数",
        ),
        ("joined_months_ago: 26", "joined_months_ago: -1", "joined_months_ago: 应在 0 到"),
        ("days_ago: 40", "days_ago: 1.5", "customers[0].payments[1].days_ago: 应当是不带引号"),
        ('amount: "30.00", m', 'amount: "-30.00", m', "payments[1].amount: 金额必须大于零"),
        ("posted: false", "posted: no", "customers[1].payments[0].posted: 应当是 true 或 false"),
        ("    suspended_reason: arrears\n", "", "customers[1].suspended_reason: 停机"),
        ("on_sale: false", 'on_sale: "false"', "packages[2].on_sale: 应当是 true 或 false"),
        ("id: GZ2026000007", "id: 2026000007", "customers[0].tickets[0].id: 工单号应是 GZ"),
        ("status: processing", "status: open", "customers[0].tickets[0].status: 应当是其中之一"),
        ("since_hours: -2", "since_hours: 2", "outages[0].since_hours: 应在 -8760 到 0"),
        ('"08:30-20:00"', '"8-20"', "working_hours.weekdays: 时段应如"),
        ("timezone: Asia/Shanghai", "timezone: UTC", "operator.timezone: 应当是其中之一"),
        ("name: 青禾通信", 'name: "  "', "operator.name: 不能为空"),
        ("name: 青禾通信", "name: " + "长" * 61, "operator.name: 最多 60 个字"),
        ("name: 青禾通信", 'name: "a\\nb"', "operator.name: 含有换行或控制字符"),
        ("aliases: [青芽]", "aliases: 青芽", "packages[0].aliases: 应当是一个列表"),
        ("groups: [general]", "groups: [1]", "staff[0].groups: 应当是文字"),
        ('"8801"', '"9901"', "staff[1].number: 与前面的重复"),
    ],
)
def test_one_wrong_value_is_named_with_its_line_and_path(
    problems: Problems, small: str, right: str, wrong: str, expected: str
) -> None:
    """The right file is accepted; spoiled in one place it is refused for that place."""
    assert problems(small) == ()

    found = problems(small.replace(right, wrong, 1))

    assert len(found) == 1
    assert expected in found[0]
    assert found[0].startswith("line ")


def test_a_repeated_code_is_named_and_so_is_whoever_held_the_lost_one(
    problems: Problems, small: str
) -> None:
    """Add-ons and services share their codes, since a subscription names either by code alone."""
    found = problems(small.replace("code: GAME, name", "code: M5, name"))

    assert [text.split(": ", 1)[1] for text in found] == [
        "catalogue.services[1].code: 与前面的重复",
        "customers[0].subscriptions[1].code: 目录里没有这个业务：GAME",
        "customers[0].bills[0][2].service: 目录里没有这个业务：GAME",
        "customers[0].bills[-1][3].service: 目录里没有这个业务：GAME",
    ]


def test_the_line_is_that_of_the_value(problems: Problems, small: str) -> None:
    """Lines count from 1, as editors do."""
    (found,) = problems(small.replace('balance: "12.30"', "balance: 12.30"))

    assert found.startswith(f"line {_line(small, 'balance: ')}: ")


def test_every_problem_is_listed_in_file_order(problems: Problems, small: str) -> None:
    """One run tells everything that has to be mended."""
    spoiled = small.replace("gender: m", "gender: z").replace("version: 1", "version: 2")
    found = problems(spoiled)

    assert [text.split(": ")[1] for text in found] == [
        "version",
        "customers[1].gender",
        "customers[2].gender",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: 文件是空的"),
        ("# nothing\n", "line 1: 文件是空的"),
        ("a: [1, 2", "line 1: YAML 语法错误"),
        ("a: 1\n  b: 2\n", "line 2: YAML 语法错误"),
        ("a: 1\n---\nb: 2\n", "line 2: 只能有一个 YAML 文档"),
        ("a: &x 1\nb: *x\n", "line 2: 不支持 YAML 别名"),
        ("a: !!python/object:os.system x\n", "line 1: 不支持 YAML 标签"),
        ("a: \x00\n", "line 1: 文件含有 YAML 不允许的字符"),
        ("[" * 50 + "]" * 50, "line 1: 嵌套层次太深"),
        ("{a: b}: c\n", "line 1: 键必须是文字或整数"),
        ("- 1\n", "line 1: 应当是一组"),
    ],
)
def test_what_is_no_seed_at_all_is_refused_with_a_clear_line(
    problems: Problems, text: str, expected: str
) -> None:
    """Broken, empty, clever or foreign YAML never gets further than its line."""
    assert problems(text)[0].startswith(expected)


def test_a_key_written_twice_is_refused(problems: Problems, small: str) -> None:
    """YAML would keep one of them in silence."""
    found = problems(small.replace("    gender: f\n", "    gender: f\n    gender: m\n"))

    assert [text.split(": ", 1)[1] for text in found] == ["customers[0].gender: 同一个键写了两次"]


def test_a_missing_file_a_folder_and_bytes_of_another_encoding_are_refused(tmp_path: Path) -> None:
    """What cannot be read is said in one line."""
    (tmp_path / "gbk.yml").write_bytes("a: 1\nb: 中文".encode("gbk"))

    for name, expected in (("none.yml", "line 1: 无法读取"), ("", "line 1: 无法读取")):
        with pytest.raises(SeedRefused, match=expected):
            read_seed(tmp_path / name)
    with pytest.raises(SeedRefused, match="line 2: 文件不是 UTF-8"):
        read_seed(tmp_path / "gbk.yml")


def test_a_huge_file_is_refused_unread(small_seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at before the content."""
    monkeypatch.setattr(read, "LARGEST_BYTES", 1000)

    with pytest.raises(SeedRefused, match="文件超过"):
        read_seed(small_seed)


def test_problems_never_repeat_a_password(problems: Problems, small: str) -> None:
    """A refused password is not shown on a screen or in a log."""
    found = problems(small.replace('"415926"', '"415926x"'))

    assert len(found) == 1
    assert "415926" not in found[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_any_damage_is_refused_or_read_but_never_an_error(
    problems: Problems, small: str, data: st.DataObject
) -> None:
    """Cut, doubled or replaced lines end in problems with lines, or in a seed."""
    lines = small.splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    junk = data.draw(
        st.sampled_from(["", "  - {", "x: [", "\t", "0: 0", "- -", "null", "customers: {}", '"'])
    )
    lines[index] = junk + lines[index] if data.draw(st.booleans()) else junk

    assert all(text.startswith("line ") for text in problems("\n".join(lines)))
