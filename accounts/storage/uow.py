"""The unit of work: one transaction on one connection, for the length of one service call."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Protocol, final

from sqlalchemy.engine import Connection, Engine, Result


@final
class UnitOfWork:
    """One transaction; ``with uows() as uow: … uow.commit()``.

    Leaving without `commit` rolls back. `commit` ends the unit: nothing can be executed after it.
    Never shared between calls or threads. It wraps a SQLAlchemy Core connection, not a session:
    services hand out frozen dataclasses, so there is no identity map to keep.
    """

    def __init__(self, engine: Engine, *, readonly: bool = False) -> None:
        """Prepare a unit on `engine`; a `readonly` one does not wait for writers on SQLite."""
        self._engine = engine
        self._readonly = readonly
        self._connection: Connection | None = None

    def __enter__(self) -> UnitOfWork:
        """Open the connection and begin; raises RuntimeError when the unit is already open."""
        if self._connection is not None:
            raise RuntimeError("a unit of work is entered once")
        connection = self._engine.connect()
        if self._readonly:
            connection = connection.execution_options(readonly=True, postgresql_readonly=True)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back whatever was not committed and give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def connection(self) -> Connection:
        """The open connection; raises RuntimeError before entering and after `commit`."""
        if self._connection is None:
            raise RuntimeError("the unit of work is not open")
        return self._connection

    def execute(self, statement: Any, parameters: Any = None) -> Result:
        """Run a Core statement; a list of parameter mappings runs it once for each."""
        return self.connection.execute(statement, parameters)

    def commit(self) -> None:
        """Make everything durable and end the unit."""
        self.connection.commit()
        self.connection.close()
        self._connection = None


class UowFactory(Protocol):
    """Makes a fresh unit of work for each call."""

    def __call__(self, *, readonly: bool = False) -> UnitOfWork:
        """Return a new, unopened unit; `readonly` ones must not write."""
        ...


def uow_factory(engine: Engine) -> UowFactory:
    """Return the factory of units of work on `engine`."""

    def make(*, readonly: bool = False) -> UnitOfWork:
        return UnitOfWork(engine, readonly=readonly)

    return make
