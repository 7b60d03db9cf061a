"""A seed file's names are those of the database that it was loaded into."""

from __future__ import annotations

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.errors import SeedRefused
from accounts.seed.names import names_of_seed


def test_the_names_of_a_file_are_those_of_its_database(small_seed, clock, tmp_path):
    """Kinds, aliases, prices, allowances and order: whoever reads either understands alike."""
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}", clock=clock, outbox_path=tmp_path / "outbox"
    )
    seed_file(accounts, small_seed)

    assert names_of_seed(small_seed) == accounts.catalogue.names()
    accounts.close()


def test_a_file_that_is_no_seed_is_refused(tmp_path):
    """As by `seed` itself."""
    path = tmp_path / "operator.yml"
    path.write_text("catalogue: 1\n", encoding="utf-8")

    with pytest.raises(SeedRefused):
        names_of_seed(path)
