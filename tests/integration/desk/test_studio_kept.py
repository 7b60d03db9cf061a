"""Trainers keep findings as they are over HTTP: for everybody, and taken back by anybody."""

from __future__ import annotations

from typing import Any

import pytest

TRAINER, AGENT = "7701", "8801"
HERE = "/api/studio"
FILE = "data/lint/kept.yml"
NLU = """\
version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查话费
    - 查话费！
    - 这个月花了多少
- intent: query_balance
  examples: |
    - 余额多少
    - 查话費
"""


async def lint(member, query: str = "") -> dict[str, Any]:
    """Return what the page shows."""
    shown: dict[str, Any] = await member.get(f"{HERE}/lint{query}")
    return shown


async def twin(member) -> dict[str, Any]:
    """Return the finding of the two sentences that differ in a mark."""
    (found,) = (await lint(member, "?kind=twin"))["findings"]
    return found


async def test_a_kept_finding_leaves_the_lists_of_everybody_and_comes_back(studio, trainer) -> None:
    """With who decided so, when and why."""
    found = await twin(trainer)
    before = await lint(trainer)
    status, shown = await trainer.call(
        "POST", f"{HERE}/lint/kept", {"key": found["key"], "note": "客户两种都发"}
    )
    other = await studio.staff(TRAINER)
    left, kept = await lint(other), await lint(other, "?kept=1")
    (one,) = kept["findings"]
    listed = (await other.get(f"{HERE}/intents/query_bill/examples"))["examples"]
    gone, back = await other.call("DELETE", f"{HERE}/lint/kept?key={found['key']}")

    assert (status, shown["change"]["area"]) == (201, "corpus")
    assert shown["change"]["summary"] == "“孪生句”保持现状：查话费！"
    assert shown["change"]["undoable"] is True
    assert (before["kept"], left["kept"], kept["kept"]) == (0, 1, 1)
    assert len(left["findings"]) == len(before["findings"]) - 1
    assert "twin" not in left["counts"]
    assert kept["counts"] == {"twin": 1}
    assert (one["key"], one["kind"]) == (found["key"], "twin")
    assert (one["kept"]["by"], one["kept"]["note"]) == (TRAINER, "客户两种都发")
    assert one["kept"]["by_name"]
    assert one["kept"]["at"] == "2026-11-15T12:00:00+08:00"
    assert found["kept"] is None
    assert all(each["kind"] != "twin" for row in listed for each in row["findings"])
    assert (gone, back["change"]["summary"]) == (200, "“孪生句”恢复检查：查话费！")
    assert await lint(trainer) == before


async def test_what_is_kept_twice_stays_one(trainer, project) -> None:
    """Of two trainers who press at once the second changes nothing."""
    key = (await twin(trainer))["key"]
    first, _ = await trainer.call("POST", f"{HERE}/lint/kept", {"key": key})
    once = (project / FILE).read_bytes()
    second, shown = await trainer.call("POST", f"{HERE}/lint/kept", {"key": key, "note": "又"})

    assert (first, second, shown) == (201, 200, {"change": None})
    assert (project / FILE).read_bytes() == once
    assert (await lint(trainer))["kept"] == 1


async def test_errors_and_what_is_not_there_are_refused(trainer, project) -> None:
    """With a reason, and nothing is written."""
    (error,) = (await lint(trainer, "?kind=conflicting_labels"))["findings"]
    status, shown = await trainer.call("POST", f"{HERE}/lint/kept", {"key": error["key"]})
    unknown, _ = await trainer.call("POST", f"{HERE}/lint/kept", {"key": "0" * 16})
    not_kept, _ = await trainer.call(
        "DELETE", f"{HERE}/lint/kept?key=" + (await twin(trainer))["key"]
    )

    assert (status, shown["error"]) == (409, "refused")
    assert "不能保持现状" in shown["reason"]
    assert (unknown, not_kept) == (404, 404)
    assert not (project / FILE).exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 400),
        ({"key": 7}, 400),
        ({"key": "0" * 17}, 413),
        ({"key": "0" * 16, "note": 7}, 400),
        ({"key": "0" * 16, "note": "长" * 201}, 413),
    ],
)
async def test_what_makes_no_sense_is_refused(trainer, body, expected) -> None:
    """Before anything is looked at."""
    assert (await trainer.call("POST", f"{HERE}/lint/kept", body))[0] == expected
    assert (await trainer.call("GET", f"{HERE}/lint?kept=yes"))[0] == 400
    assert (await trainer.call("DELETE", f"{HERE}/lint/kept"))[0] == 400


async def test_a_decision_is_undone_in_the_log(trainer) -> None:
    """As any other change of the training data."""
    key = (await twin(trainer))["key"]
    kept = await trainer.post(f"{HERE}/lint/kept", key=key)
    undone = await trainer.post(f"{HERE}/changes/{kept['change']['id']}/undo")
    again, _ = await trainer.call("POST", f"{HERE}/changes/{kept['change']['id']}/undo")

    assert undone["change"]["summary"].startswith("撤销：“孪生句”保持现状")
    assert again == 409
    assert (await twin(trainer))["key"] == key


async def test_a_changed_sentence_is_found_again(trainer) -> None:
    """The decision was about another one."""
    await trainer.post(f"{HERE}/lint/kept", key=(await twin(trainer))["key"])
    rows = (await trainer.get(f"{HERE}/examples?q=查话费"))["examples"]
    (old,) = [one for one in rows if one["text"] == "查话费！"]
    await trainer.call("DELETE", f"{HERE}/examples/{old['id']}")
    assert (await lint(trainer))["kept"] == 0
    await trainer.post(f"{HERE}/intents/query_bill/examples", texts=["话费还有吗"])

    assert (await lint(trainer, "?kept=1"))["findings"] == []


async def test_a_file_that_a_hand_broke_hides_nothing(trainer, project) -> None:
    """It is a finding itself, and nothing is written over it."""
    found = await twin(trainer)
    await trainer.post(f"{HERE}/lint/kept", key=found["key"])
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8") + "<<<<<<< HEAD\n", encoding="utf-8")
    broken = path.read_bytes()
    shown = await lint(trainer)
    (told,) = [one for one in shown["findings"] if one["kind"] == "broken_kept"]
    status, refused = await trainer.call("POST", f"{HERE}/lint/kept", {"key": told["key"]})
    taken, _ = await trainer.call("DELETE", f"{HERE}/lint/kept?key={found['key']}")

    assert (await twin(trainer))["key"] == found["key"]
    assert (told["file"], told["severity"], shown["kept"]) == (FILE, "warning", 0)
    assert told["line"] == broken.count(b"\n")
    assert (status, taken) == (409, 409)
    assert f"{FILE} 第 {told['line']} 行" in refused["reason"]
    assert path.read_bytes() == broken
