"""Lists the inbox by groups of messages alike, in a fair order, by number or by time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.inbox.grouping import fairly, majority
from bot.inbox.model import REASONS, Group, InboxRefused, Item
from bot.inbox.storage.listed import SqlListed, Thin, Wanted

SIZE = 20
MOST_SHOWN = 50
"""Items of a group that a page holds, the most frequent; `size` and `count` tell of all."""


@dataclass(frozen=True)
class Listed:
    """One page of the inbox."""

    total: int
    """Groups on all pages."""
    groups: tuple[Group, ...]
    by_reason: Mapping[str, int]
    by_state: Mapping[str, int]
    collected_at: datetime | None


@dataclass(frozen=True)
class _Cluster:
    """A group as far as order needs it."""

    members: Sequence[Thin]
    count: int
    last_at: datetime
    reasons: tuple[str, ...]
    suggested: str | None


def _fair(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    most = _by_count(clusters)
    return fairly([(each, each.reasons, each.suggested) for each in most])


def _by_count(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    return sorted(clusters, key=lambda each: (-each.count, -each.last_at.timestamp()))


def _by_time(clusters: Sequence[_Cluster]) -> list[_Cluster]:
    return sorted(clusters, key=lambda each: -each.last_at.timestamp())


SORTS: Mapping[str, Callable[[Sequence[_Cluster]], list[_Cluster]]] = {
    "fair": _fair,
    "newest": _by_time,
    "count": _by_count,
}


class Lists:
    """Makes lists, with as many queries for one item as for all."""

    def __init__(self, listed: SqlListed) -> None:
        """Read from `listed`."""
        self._listed = listed

    def ids(self, beginning: str) -> tuple[str, ...]:
        """Return the ids that begin so: two at most, which is enough to know it is not one."""
        return self._listed.ids(beginning, 2)

    def page(
        self,
        wanted: Wanted,
        *,
        reason: str = "",
        sort: str = "fair",
        page: int = 1,
        size: int = SIZE,
    ) -> Listed:
        """Return the groups of a page; raises InboxRefused (bad_query) for an unknown order."""
        if sort not in SORTS or (reason and reason not in REASONS):
            raise InboxRefused("bad_query")
        thin = self._listed.thin(wanted)
        by_reason = Counter(each for row in thin for each in row.reasons)
        if reason:
            thin = [each for each in thin if reason in each.reasons]
        ordered = SORTS[sort](_clusters(thin))
        shown = ordered[(page - 1) * size : page * size]
        items = self._listed.whole([each.id for one in shown for each in _first(one)])
        return Listed(
            total=len(ordered),
            groups=tuple(_group(each, items) for each in shown),
            by_reason={each: by_reason[each] for each in REASONS},
            by_state=self._listed.by_state(),
            collected_at=self._listed.collected_at(),
        )


def _clusters(thin: Sequence[Thin]) -> list[_Cluster]:
    members: defaultdict[int, list[Thin]] = defaultdict(list)
    for each in thin:
        members[each.group].append(each)
    return [_cluster(sorted(each, key=lambda row: -row.count)) for each in members.values()]


def _cluster(members: Sequence[Thin]) -> _Cluster:
    return _Cluster(
        members=members,
        count=sum(each.count for each in members),
        last_at=max(each.last_at for each in members),
        reasons=tuple(dict.fromkeys(reason for each in members for reason in each.reasons)),
        suggested=majority((each.suggested, each.count) for each in members),
    )


def _first(cluster: _Cluster) -> Sequence[Thin]:
    return cluster.members[:MOST_SHOWN]


def _group(cluster: _Cluster, items: Mapping[str, Item]) -> Group:
    leader = cluster.members[0]
    return Group(
        id=str(leader.group),
        title=leader.text,
        size=len(cluster.members),
        count=cluster.count,
        suggested=cluster.suggested,
        items=tuple(items[each.id] for each in _first(cluster) if each.id in items),
    )
