"""Hashes of six-digit secrets."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from accounts.credentials import SecretHasher, hash_password, verify_password

CHEAP = SecretHasher(passes=1, memory_kib=8)


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_hash_matches_what_it_was_made_from_and_nothing_else(secret: str, other: str) -> None:
    """Right is right, wrong is wrong, for any text."""
    stored = CHEAP.hash(secret)

    assert CHEAP.matches(stored, secret)
    assert CHEAP.matches(stored, other) is (secret == other)


def test_equal_secrets_have_different_hashes_that_hide_them() -> None:
    """Salted: two customers with one password cannot be found by their hashes."""
    first, second = hash_password("481516"), hash_password("481516")

    assert first != second
    assert "481516" not in first
    assert first.startswith("$argon2id$")
    assert len(first) <= 200
    assert verify_password(first, "481516")
    assert not verify_password(first, "481517")


def test_nobodys_hash_and_a_damaged_one_match_nothing() -> None:
    """There is no secret that opens what has no hash, not even the empty one."""
    for stored in (None, "", "$argon2id$", "not a hash"):
        assert not verify_password(stored, "")
        assert not verify_password(stored, "481516")


def test_a_hash_of_another_cost_still_verifies() -> None:
    """Raising the cost later locks nobody out."""
    assert verify_password(CHEAP.hash("481516"), "481516")


def test_a_number_without_owner_costs_as_much_as_one_with() -> None:
    """Whoever times the answer learns nothing: both run the same hash."""
    stored = hash_password("481516")

    def cost(hash_or_none: str | None) -> float:
        times = []
        for _ in range(5):
            start = perf_counter()
            verify_password(hash_or_none, "000000")
            times.append(perf_counter() - start)
        return min(times)

    # A machine under load may stretch either; a skipped hash would be a thousand times quicker.
    assert cost(None) > cost(stored) / 3
