"""Surnames for salutations."""

from __future__ import annotations

import pytest

from accounts.names import surname_of


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("唐小雨", "唐"),
        ("严立", "严"),
        ("欧阳文山", "欧阳"),
        ("诸葛明", "诸葛"),
        ("东方", "东"),
        ("司马", "司"),
        ("阿依努尔·买买提", "阿依努尔"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_is_addressed_by_its_surname(name: str, surname: str) -> None:
    """Compound surnames stay whole; transcribed names are not cut after one character."""
    assert surname_of(name) == surname
