"""The catalogue is public and follows the last seed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.catalogue import open_catalogue
from accounts.errors import NotFound


def test_the_operator_is_told(accounts) -> None:
    """Names, hotline and hours come from the file."""
    operator = accounts.catalogue.operator()

    assert (operator.name, operator.service_name) == ("青禾通信", "青禾小助手")
    assert (operator.hotline, operator.weekday_hours) == ("10777", "08:30-20:00")


def test_packages_no_longer_sold_are_shown_only_when_asked_for(accounts) -> None:
    """New customers do not see them, those who have one do."""
    catalogue = accounts.catalogue

    assert [package.code for package in catalogue.packages()] == ["A25", "A90"]
    assert [p.code for p in catalogue.packages(on_sale_only=False)] == ["A25", "A90", "OLD"]


def test_addons_services_and_gifts_stand_in_the_order_of_the_file(accounts) -> None:
    """The catalogue keeps the operator's order."""
    catalogue = accounts.catalogue

    assert [(addon.code, addon.fee) for addon in catalogue.addons()] == [
        ("M5", Decimal(9)),
        ("DAY", Decimal("2.50")),
    ]
    assert [service.code for service in catalogue.services()] == ["RING", "GAME"]
    assert [gift.points for gift in catalogue.gifts()] == [500, 3000]


def test_names_hold_what_customers_may_call_an_item(accounts) -> None:
    """Packages, add-ons and services, each with its nicknames."""
    names = accounts.catalogue.names()

    assert (names[0].kind, names[0].code) == ("package", "A25")
    assert (names[0].name, names[0].aliases) == ("青芽25元套餐", ("青芽",))
    assert {name.kind for name in names} == {"package", "addon", "service"}
    assert len(names) == 7


def test_names_tell_price_volume_and_whether_an_item_is_sold(accounts) -> None:
    """Customers also say “the 25 yuan one” or “the ten gigabyte one”."""
    known = {name.code: name for name in accounts.catalogue.names()}

    assert (known["A25"].fee, known["A25"].data_mb) == (Decimal("25.00"), 10240)
    assert not known["OLD"].on_sale
    assert (known["DAY"].fee, known["DAY"].valid) == (Decimal("2.50"), "day")
    assert known["M5"].data_mb > 0


def test_a_catalogue_is_opened_only_where_there_is_one(tmp_path) -> None:
    """A database that was never made stays unmade."""
    missing = tmp_path / "none" / "accounts.db"

    assert open_catalogue(f"sqlite:///{missing}") is None
    assert not missing.parent.exists()


def test_an_opened_catalogue_reads_what_the_accounts_wrote(accounts) -> None:
    """Another process sees the same names."""
    opened = open_catalogue(accounts.engine.url.render_as_string(hide_password=False))

    assert opened is not None
    assert opened.names() == accounts.catalogue.names()


def test_an_empty_database_has_no_operator_until_it_is_seeded(
    database_url, clock, tmp_path, small_seed
) -> None:
    """Before the first seed there is nothing to tell; after it there is, in the same process."""
    accounts = open_accounts(url=database_url, clock=clock, outbox_path=tmp_path / "outbox.jsonl")
    with pytest.raises(NotFound):
        accounts.catalogue.operator()

    seed_file(accounts, small_seed)

    assert accounts.catalogue.operator().hotline == "10777"
    accounts.close()
