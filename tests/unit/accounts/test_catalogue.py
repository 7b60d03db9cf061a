"""The catalogue is public and follows the last seed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.catalogue import CatalogueName
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

    assert names[0] == CatalogueName("package", "A25", "青芽25元套餐", ("青芽",))
    assert {name.kind for name in names} == {"package", "addon", "service"}
    assert len(names) == 7


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
