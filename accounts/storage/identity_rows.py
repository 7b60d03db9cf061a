"""Reads and writes of the identity tables; what they mean is decided in `accounts.identity`.

Whoever decides something about a number calls `lock_number` first: until the unit of work ends
nobody else decides about it, so tries and codes are counted one after the other.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from accounts.storage.identity_tables import (
    challenges,
    code_sends,
    codes,
    grants,
    numbers,
    tries,
)
from accounts.storage.uow import UnitOfWork


def lock_number(uow: UnitOfWork, number: str) -> Any:
    """Return the row of `number`, made when missing, and keep it from others."""
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    blank = dialect.insert(numbers).values(number=number, wrong_tries=0, codes_sent=0)
    uow.execute(blank.on_conflict_do_nothing())
    return uow.execute(select(numbers).where(numbers.c.number == number).with_for_update()).one()


def number_state(uow: UnitOfWork, number: str) -> Any | None:
    """Return the row of `number` for a look that decides nothing, None when there is none yet."""
    return uow.execute(select(numbers).where(numbers.c.number == number)).first()


def change_number(uow: UnitOfWork, number: str, **values: Any) -> None:
    """Set columns of the row of `number`."""
    uow.execute(update(numbers).where(numbers.c.number == number).values(values))


def password_reset_at(uow: UnitOfWork, number: str) -> datetime | None:
    """Return when a code alone gave `number` its present password, or None."""
    query = select(numbers.c.password_reset_at).where(numbers.c.number == number)
    moment: datetime | None = uow.execute(query).scalar()
    return moment


def challenge_of(uow: UnitOfWork, conversation_id: str) -> Any | None:
    """Return the row of what the conversation has been asked for."""
    mine = challenges.c.conversation_id == conversation_id
    return uow.execute(select(challenges).where(mine)).first()


def put_challenge(uow: UnitOfWork, conversation_id: str, **values: Any) -> None:
    """Make this the conversation's only challenge."""
    drop_challenge(uow, conversation_id)
    uow.execute(insert(challenges).values(conversation_id=conversation_id, **values))


def drop_challenge(uow: UnitOfWork, conversation_id: str) -> None:
    """Forget what the conversation has been asked for."""
    uow.execute(delete(challenges).where(challenges.c.conversation_id == conversation_id))


def end_challenge(uow: UnitOfWork, challenge: Any) -> bool:
    """Remove `challenge`; False when it has been used, replaced or removed meanwhile."""
    same = [column == getattr(challenge, column.name) for column in challenges.c]
    return bool(uow.execute(delete(challenges).where(*same)).rowcount)


def code_of(uow: UnitOfWork, conversation_id: str, number: str) -> Any | None:
    """Return the row of the last code sent for the conversation to `number`."""
    return uow.execute(select(codes).where(*_of(codes, conversation_id, number))).first()


def put_code(uow: UnitOfWork, conversation_id: str, number: str, **values: Any) -> None:
    """Keep a code in place of an earlier one of the conversation and number."""
    end_code(uow, conversation_id, number)
    uow.execute(insert(codes).values(conversation_id=conversation_id, number=number, **values))


def end_code(uow: UnitOfWork, conversation_id: str, number: str) -> None:
    """Remove the code of the conversation and number."""
    uow.execute(delete(codes).where(*_of(codes, conversation_id, number)))


def code_times(
    uow: UnitOfWork,
    *,
    since: datetime,
    conversation_id: str | None = None,
    origin: str | None = None,
) -> list[datetime]:
    """Return when codes were sent later than `since`, for a conversation or for an origin."""
    c = code_sends.c
    mine = c.origin == origin if conversation_id is None else c.conversation_id == conversation_id
    return list(uow.execute(select(c.at).where(mine, c.at > since).order_by(c.at)).scalars())


def add_code_time(
    uow: UnitOfWork, conversation_id: str, origin: str | None, *, at: datetime, since: datetime
) -> None:
    """Note a code sent now; what was sent at `since` or before is forgotten."""
    uow.execute(delete(code_sends).where(code_sends.c.at <= since))
    row = {"conversation_id": conversation_id, "origin": origin, "at": at}
    uow.execute(insert(code_sends).values(row))


def drop_code_time(uow: UnitOfWork, conversation_id: str, at: datetime) -> None:
    """Forget a code that was not sent after all."""
    mine = code_sends.c.conversation_id == conversation_id
    uow.execute(delete(code_sends).where(mine, code_sends.c.at == at))


def wrong_tries(uow: UnitOfWork, conversation_id: str, *, since: datetime) -> int:
    """Return the conversation's wrong tries, whatever the number; those later than `since`."""
    total = select(func.coalesce(func.sum(tries.c.wrong), 0)).where(
        tries.c.conversation_id == conversation_id, tries.c.last_at > since
    )
    return int(uow.execute(total).scalar_one())


def add_wrong_try(
    uow: UnitOfWork, conversation_id: str, number: str, *, at: datetime, since: datetime
) -> None:
    """Count one wrong try at `number`, anew when the last was not later than `since`."""
    mine = _of(tries, conversation_id, number)
    row = uow.execute(select(tries).where(*mine)).first()
    earlier = row.wrong if row is not None and row.last_at > since else 0
    uow.execute(delete(tries).where(*mine))
    uow.execute(
        insert(tries).values(
            conversation_id=conversation_id, number=number, wrong=earlier + 1, last_at=at
        )
    )


def forget_tries(uow: UnitOfWork, conversation_id: str, number: str | None = None) -> None:
    """Forget the conversation's wrong tries, those at `number` or all."""
    uow.execute(delete(tries).where(*_of(tries, conversation_id, number)))


def grants_of(
    uow: UnitOfWork, conversation_id: str, *, since: datetime, number: str | None = None
) -> list[Any]:
    """Return the grants used later than `since`, for `number` or all; the latest granted first."""
    live = (*_of(grants, conversation_id, number), grants.c.used_at > since)
    return list(uow.execute(select(grants).where(*live).order_by(grants.c.id.desc())))


def put_grant(
    uow: UnitOfWork, conversation_id: str, number: str, credential: str, at: datetime
) -> None:
    """Grant, in place of an earlier grant of the same credential."""
    same = (*_of(grants, conversation_id, number), grants.c.credential == credential)
    uow.execute(delete(grants).where(*same))
    uow.execute(
        insert(grants).values(
            conversation_id=conversation_id,
            number=number,
            credential=credential,
            granted_at=at,
            used_at=at,
        )
    )


def touch_grants(
    uow: UnitOfWork, conversation_id: str, number: str, *, since: datetime, at: datetime
) -> None:
    """Note a use of the grants that were still live."""
    live = (*_of(grants, conversation_id, number), grants.c.used_at > since)
    uow.execute(update(grants).where(*live).values(used_at=at))


def forget_number(uow: UnitOfWork, number: str) -> None:
    """Take back every grant and code of `number`, in all conversations."""
    uow.execute(delete(grants).where(grants.c.number == number))
    uow.execute(delete(codes).where(codes.c.number == number))


def forget_conversation(uow: UnitOfWork, conversation_id: str) -> None:
    """Take back what the conversation was asked, sent and granted; its wrong tries stay."""
    for table in (challenges, codes, grants):
        uow.execute(delete(table).where(table.c.conversation_id == conversation_id))


def _of(table: Any, conversation_id: str, number: str | None) -> tuple[Any, ...]:
    mine = (table.c.conversation_id == conversation_id,)
    return mine if number is None else (*mine, table.c.number == number)
