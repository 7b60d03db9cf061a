"""Contact details: kept as given, refused when they are none, never told without proof."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import ContactRefused, IdentityNeeded
from accounts.profile import check_contact

FINE, OTHER = "13900000001", "13900000002"


def test_a_contact_detail_is_kept_and_told_to_its_owner_alone(accounts, prove) -> None:
    """What was given is on file; another conversation sees nothing of it."""
    caller = prove(FINE, "code")
    assert accounts.profiles.change(caller, FINE, "address", " 南湖区长江路8号2栋301 ")
    assert accounts.profiles.change(caller, FINE, "phone", "13711110009")
    found = accounts.profiles.contact(caller, FINE)

    assert (found.phone, found.address) == ("13711110009", "南湖区长江路8号2栋301")
    stranger = replace(caller, conversation_id="c7")
    with pytest.raises(IdentityNeeded):
        accounts.profiles.contact(stranger, FINE)
    with pytest.raises(IdentityNeeded):
        accounts.profiles.change(stranger, FINE, "phone", "13711110008")


def test_the_same_value_again_changes_nothing(accounts, prove) -> None:
    """One entry in the log for one change."""
    caller = prove(FINE, "code")
    assert accounts.profiles.change(caller, FINE, "phone", "13711110009")
    assert not accounts.profiles.change(caller, FINE, "phone", "13711110009")
    done = [each.what for each in accounts.audit.entries_of(caller, FINE)]

    assert done.count("contact_changed") == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "12345"), ("phone", "电话"), ("address", "家"), ("address", "123456789")],
)
def test_what_is_no_contact_detail_is_refused(accounts, prove, kind: str, value: str) -> None:
    """Nothing of it is kept."""
    caller = prove(FINE, "code")
    with pytest.raises(ContactRefused) as refused:
        accounts.profiles.change(caller, FINE, kind, value)

    assert refused.value.kind == kind
    assert accounts.profiles.contact(caller, FINE).phone is None


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_every_mobile_number_is_a_contact_number(number: str) -> None:
    """Whatever its owner, it may be given."""
    assert check_contact("phone", f" {number} ") == number
