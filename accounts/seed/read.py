"""Reads and checks a whole seed file before anything is written."""

from __future__ import annotations

from pathlib import Path

from accounts.errors import SeedRefused
from accounts.model import Operator
from accounts.seed.catalogue import read_catalogue
from accounts.seed.customer import Known, read_customer
from accounts.seed.fields import Fields, Problems
from accounts.seed.model import Seed, SeedOutage, SeedStaff
from accounts.seed.tree import parse
from accounts.seed.values import (
    code,
    hours,
    once,
    one_of,
    staff_password,
    text,
    texts,
    whole,
    word,
)

VERSION = 1
LARGEST_BYTES = 50_000_000


def read_seed(path: Path) -> Seed:
    """Return the seed in `path`.

    Raises SeedRefused listing every problem, each with its line (counted from 1) and the path of
    the value, when the file is missing, too large, not UTF-8, not YAML or not of this shape.
    """
    root = parse(_text(path))
    problems = Problems()
    fields = Fields(root, "", problems)
    if fields.take("version", whole()) not in (VERSION, None):
        fields.wrong("version", f"只支持版本 {VERSION}")
    catalogue = read_catalogue(fields.needed_part("catalogue"))
    known = Known.of(catalogue)
    numbers: set[str] = set()
    seed = Seed(
        operator=_operator(fields),
        catalogue=catalogue,
        outages=fields.each("outages", _outage),
        customers=fields.each("customers", lambda item: read_customer(item, known)),
        staff=fields.each("staff", lambda item: _staff(item, numbers)),
    )
    fields.finish()
    if found := problems.in_order():
        raise SeedRefused(found)
    return seed


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SeedRefused((f"line 1: 文件超过 {LARGEST_BYTES // 1_000_000} MB",))
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SeedRefused((f"line 1: 无法读取文件 {path}：{error.strerror}",)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SeedRefused((f"line {line}: 文件不是 UTF-8 编码",)) from error


def _operator(fields: Fields) -> Operator:
    operator = fields.needed_part("operator")
    operator.take("timezone", one_of("Asia/Shanghai"))
    working = fields.needed_part("working_hours")
    return Operator(
        name=operator.take("name", text()),
        service_name=operator.take("service_name", text()),
        hotline=operator.take("hotline", text(20)),
        weekday_hours=working.take("weekdays", hours),
        weekend_hours=working.take("weekend", hours),
    )


def _outage(fields: Fields) -> SeedOutage:
    return SeedOutage(
        area=fields.take("area", text()),
        kind=fields.take("kind", word),
        since_hours=fields.take("since_hours", whole(-8760, 0)),
        expected_fix_hours=fields.maybe("expected_fix_hours", whole(0, 8760), None),
        note=fields.take("note", text(200)),
    )


def _staff(fields: Fields, seen: set[str]) -> SeedStaff:
    return SeedStaff(
        number=fields.take("number", once(code, seen)),
        name=fields.take("name", text()),
        role=fields.take("role", word),
        groups=fields.maybe("groups", texts(20), ()),
        max_conversations=fields.maybe("max_conversations", whole(1, 100), None),
        password=fields.maybe("password", staff_password, None),
    )
