"""A unit of work writes everything or nothing, and only once."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from accounts.storage.tables_work import sequences
from accounts.storage.uow import UnitOfWork, UowFactory


def _write(uow: UnitOfWork) -> None:
    uow.execute(insert(sequences).values(name="n", value=1))


def _written(uows: UowFactory) -> int:
    with uows(readonly=True) as uow:
        return len(uow.execute(select(sequences)).all())


def test_committed_work_is_seen_by_the_next_unit(uows: UowFactory) -> None:
    """What was committed can be read afterwards."""
    with uows() as uow:
        _write(uow)
        uow.commit()

    assert _written(uows) == 1


def test_work_that_was_not_committed_is_rolled_back(uows: UowFactory) -> None:
    """Leaving without commit undoes every statement."""
    with uows() as uow:
        _write(uow)

    assert _written(uows) == 0


def test_work_that_raised_is_rolled_back(uows: UowFactory) -> None:
    """An error on the way out leaves nothing behind and is not swallowed."""

    def fail() -> None:
        with uows() as uow:
            _write(uow)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()

    assert _written(uows) == 0


def test_nothing_can_be_executed_after_the_commit(uows: UowFactory) -> None:
    """A committed unit is over: a late statement is an error, not a second transaction."""
    with uows() as uow:
        uow.commit()

        with pytest.raises(RuntimeError):
            _write(uow)

    assert _written(uows) == 0


def test_a_unit_is_entered_once(uows: UowFactory) -> None:
    """Sharing a unit between two calls is refused."""
    with uows() as uow, pytest.raises(RuntimeError), uow:
        pass

    assert _written(uows) == 0
