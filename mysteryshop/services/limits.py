"""How often something may happen, counted in the database, so that it holds across workers and restarts.

Each count commits on its own short connection: what is refused or fails afterwards stays counted.
"""

import hashlib
import hmac
from math import ceil

from sqlalchemy import delete, func, select

from mysteryshop.extensions import short_transaction, upsert
from mysteryshop.models import RateCount


def count_hit(key: str, *, window_seconds: int, now: float, amount: int = 1) -> int:
    """Count one more, in one statement, and say how many there are in the present window.

    :param key: what is limited, and for whom; see `key_of` for addresses and accounts, which are not stored readable.
    :param now: seconds since 1970. Windows begin at multiples of `window_seconds`.
    """
    insert = upsert(RateCount).values(key=key, window_ends=_window_ends(now, window_seconds), count=amount)
    counted = insert.on_conflict_do_update(
        index_elements=[RateCount.key, RateCount.window_ends], set_={"count": RateCount.count + amount}
    ).returning(RateCount.count)
    with short_transaction() as connection:
        return int(connection.execute(counted).scalar_one())


def hits(key: str, *, now: float) -> int:
    """How many have been counted in the present window."""
    counted = select(func.max(RateCount.count)).where(RateCount.key == key, RateCount.window_ends > now)
    with short_transaction(writes=False) as connection:
        return int(connection.execute(counted).scalar() or 0)


def window_ends(key: str, *, now: float) -> float:
    """When the present window of a key ends, in seconds since 1970; now, when nothing has been counted."""
    ends = select(func.max(RateCount.window_ends)).where(RateCount.key == key, RateCount.window_ends > now)
    with short_transaction(writes=False) as connection:
        return float(connection.execute(ends).scalar() or now)


def forget(key: str | None = None, *, ended_before: float | None = None) -> int:
    """Drop the counts of a key, or those of windows long ended, or all. For housekeeping and tests.

    :returns: how many rows went.
    """
    old = delete(RateCount)
    if key is not None:
        old = old.where(RateCount.key == key)
    if ended_before is not None:
        old = old.where(RateCount.window_ends < ended_before)
    with short_transaction() as connection:
        return connection.execute(old).rowcount


def key_of(what: str, whom: str, *, secret: str) -> str:
    """A key that names nobody: the account or address is in it only as a keyed hash."""
    return f"{what}:{hmac.new(secret.encode(), whom.encode(), hashlib.sha256).hexdigest()[:32]}"


def _window_ends(now: float, window_seconds: int) -> int:
    return ceil((now + 0.001) / window_seconds) * window_seconds
