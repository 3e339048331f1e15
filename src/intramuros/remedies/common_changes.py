# SPDX-License-Identifier: Apache-2.0
"""Changes that are alike in both clouds: egress closed, copies ended, homes moved, regions confined, shares ended.

Hours are uncalibrated estimates, as in `summaries`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import LocationPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.network import Filter, RouteTable, RuleSet, Subnet
from intramuros.estate.stores import DataStore
from intramuros.estate.workloads import Workload
from intramuros.remedies.change import Change, added, edited, planned


def offers(estate: Estate, bounds: Bounds, asset: DataStore, move: Move) -> Iterator[Change]:
    """What closes a move."""
    if move.kind in ("send", "route"):
        yield from _closed(estate, move)
    elif move.kind == "replicate" and move.source == asset.address:
        yield from _at_home(bounds, asset, move)
    elif move.kind == "share":
        yield _unshared(asset, move)


def _closed(estate: Estate, move: Move) -> Iterator[Change]:
    work = estate.find(move.source, Workload)
    if work is not None and work.sends_directly is not False:
        says = f"put {work.address} into a network of your own, without a way of its own to the internet"
        address = work.address

        def moved(held: Workload) -> Workload:
            return structs.replace(held, sends_directly=False, sends_why=says, origin=planned(says))

        yield Change(
            id=f"no direct way {address}", says=says, resource=address, hours=16, apply=lambda e: edited(e, address, Workload, moved)
        )
    for rules in _rule_sets(estate, move, work):
        yield _only_approved(rules)
    for table in estate.all(RouteTable):
        if any(r.address == move.address for r in table.routes):
            yield _unrouted(table, move.address)


def _rule_sets(estate: Estate, move: Move, work: Workload | None) -> Iterator[RuleSet]:
    places = [*(work.attachments if work is not None else ())]
    subnets = [s for a in places if (s := estate.find(a.subnet, Subnet)) is not None]
    subnets += [s for n in (move.source, move.target) if (s := estate.find(n, Subnet)) is not None]
    names = [move.address, *(r for a in places for r in a.rule_sets), *(r for s in subnets for r in s.rule_sets)]
    found = (estate.find(n, RuleSet) for n in names)
    yield from {r.address: r for r in found if r is not None}.values()


def _only_approved(rules: RuleSet) -> Change:
    says = f"let {rules.address} out to approved destinations only"
    origin = planned(says)
    deny = Filter(direction="out", allows=False, priority=1, peers=("0.0.0.0/0", "::/0"), address=rules.address, origin=origin)

    def confined(held: RuleSet) -> RuleSet:
        inward = tuple(f for f in held.filters if f.direction != "out")
        return structs.replace(held, filters=inward if held.kind == "security-group" else (*inward, deny), origin=origin)

    address = rules.address
    return Change(id=f"confine {address}", says=says, resource=address, hours=12, apply=lambda e: edited(e, address, RuleSet, confined))


def _unrouted(table: RouteTable, route: str) -> Change:
    says = f"end the route {route}: approved destinations through endpoints of your own"

    def without(held: RouteTable) -> RouteTable:
        return structs.replace(held, routes=tuple(r for r in held.routes if r.address != route))

    return Change(
        id=f"no route {route}", says=says, resource=route, hours=16, apply=lambda e: edited(e, table.address, RouteTable, without)
    )


def _at_home(bounds: Bounds, asset: DataStore, move: Move) -> Iterator[Change]:
    address = asset.address
    if any(p.address == move.address for p in asset.places):
        says = f"end the copy that {move.address} makes, and erase it"
        kept = tuple(p for p in asset.places if p.address != move.address)
        yield Change(
            id=f"end {move.address} of {address}",
            says=says,
            resource=move.address,
            hours=8,
            apply=lambda e: edited(e, address, DataStore, lambda s: structs.replace(s, places=kept)),
        )
    elif move.target != "outside-region" and bounds.regions:
        says = f"move {address} into an approved region, and erase it where it was"
        home = next((r for r in sorted(bounds.regions) if ("-" in r) is (asset.cloud == "aws")), sorted(bounds.regions)[0])
        yield Change(
            id=f"move {address}",
            says=says,
            resource=address,
            hours=24,
            apply=lambda e: edited(e, address, DataStore, lambda s: structs.replace(s, region=home)),
        )
    if move.target == "outside-region" and isinstance(asset.account, str) and bounds.regions:
        yield _confined(bounds, asset)


def _confined(bounds: Bounds, asset: DataStore) -> Change:
    says = f"enforce a policy that allows approved regions only, over {asset.account}"
    policy = LocationPolicy(
        address=f"location policy of {asset.account}",
        type="planned",
        cloud=asset.cloud,
        origin=planned(says),
        allowed=tuple(sorted(bounds.regions)),
        scope=str(asset.account),
    )
    return Change(id=f"regions of {asset.account}", says=says, resource=str(asset.account), hours=8, apply=lambda e: added(e, policy))


def _unshared(asset: DataStore, move: Move) -> Change:
    says = f"end the share of {asset.address} with everybody"
    address, gone = asset.address, move.address

    def kept(store: DataStore) -> DataStore:
        return structs.replace(store, shares=tuple(s for s in store.shares if s.address != gone))

    return Change(id=f"unshare {gone}", says=says, resource=gone, hours=1, apply=lambda e: edited(e, address, DataStore, kept))
