"""Reads the catalogue of a seed: codes are unique, and add-ons and services share their codes."""

from __future__ import annotations

from accounts.model import Addon, Gift, Package, Service
from accounts.seed.fields import Fields
from accounts.seed.model import SeedCatalogue
from accounts.seed.values import (
    code,
    codes,
    flag,
    months_ago,
    once,
    one_of,
    price,
    text,
    texts,
    whole,
)


def read_catalogue(fields: Fields) -> SeedCatalogue:
    """Read the ``catalogue`` mapping."""
    package_codes: set[str] = set()
    offer_codes: set[str] = set()
    gift_codes: set[str] = set()
    return SeedCatalogue(
        packages=fields.each("packages", lambda item: _package(item, package_codes)),
        addons=fields.each("addons", lambda item: _addon(item, offer_codes)),
        services=fields.each("services", lambda item: _service(item, offer_codes)),
        gifts=fields.each("points_gifts", lambda item: _gift(item, gift_codes)),
    )


def _package(fields: Fields, seen: set[str]) -> Package:
    overage = fields.needed_part("overage")
    return Package(
        code=fields.take("code", once(code, seen)),
        name=fields.take("name", text()),
        aliases=fields.maybe("aliases", texts(), ()),
        monthly_fee=fields.take("monthly_fee", price),
        data_mb=fields.take("data_mb", whole()),
        voice_min=fields.take("voice_min", whole()),
        sms=fields.take("sms", whole()),
        overage_data_per_gb=overage.take("data_per_gb", price),
        overage_voice_per_min=overage.take("voice_per_min", price),
        overage_sms_each=overage.take("sms_each", price),
        contract_months=fields.maybe("contract_months", months_ago, 0),
        termination_fee=fields.maybe("termination_fee", price, None),
        on_sale=fields.take("on_sale", flag),
        min_stars=fields.maybe("min_stars", whole(1, 5), None),
        excludes=fields.maybe("excludes", codes(), ()),
    )


def _addon(fields: Fields, seen: set[str]) -> Addon:
    return Addon(
        code=fields.take("code", once(code, seen)),
        name=fields.take("name", text()),
        aliases=fields.maybe("aliases", texts(), ()),
        fee=fields.take("fee", price),
        data_mb=fields.maybe("data_mb", whole(), 0),
        voice_min=fields.maybe("voice_min", whole(), 0),
        sms=fields.maybe("sms", whole(), 0),
        valid=fields.take("valid", one_of("day", "month")),
        requires_no_arrears=fields.maybe("requires_no_arrears", flag, False),
        excludes=fields.maybe("excludes", codes(), ()),
    )


def _service(fields: Fields, seen: set[str]) -> Service:
    return Service(
        code=fields.take("code", once(code, seen)),
        name=fields.take("name", text()),
        aliases=fields.maybe("aliases", texts(), ()),
        monthly_fee=fields.take("monthly_fee", price),
        excludes=fields.maybe("excludes", codes(), ()),
    )


def _gift(fields: Fields, seen: set[str]) -> Gift:
    return Gift(
        code=fields.take("code", once(code, seen)),
        name=fields.take("name", text()),
        points=fields.take("points", whole(1)),
    )
