# SPDX-License-Identifier: Apache-2.0
"""Who reaches an Azure store: roles, groups, guests, delegations, keys, gates, doors and chains."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import (
    ABROAD,
    CLOSED,
    HERE,
    OFF,
    OWN,
    SUB,
    arm,
    custom,
    door,
    gate,
    group_scope,
    holds,
    identity,
    only,
    reaches,
    store,
    subscription,
    thing,
    workload,
)
from msgspec import structs

from intramuros.estate.bounds import Bounds, Protected
from intramuros.estate.graph import Container, Estate
from intramuros.estate.network import Network, Peering, PrivateEndpoint, Subnet
from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.azure.readers import AzureAccess

ME = identity("me")
KEYED: dict[str, Any] = {"local_keys": True}


def _with(role: Any, target: Any = None, scope: Any = None, **facts: Any) -> Any:
    given = holds("oid-me", role, **({"scope": scope} if scope else {}), **facts)
    return only(target or store(), "me", ME, given, group_scope(), subscription())


@pytest.mark.parametrize(
    ("role", "keys", "powers"),
    [
        ("Storage Blob Data Reader", False, "read"),
        ("Storage Blob Data Contributor", False, "delete read write"),
        ("Storage Blob Data Owner", False, "delete manage read write"),
        ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", False, "read"),
        ("Reader and Data Access", True, "delete keys read write"),
        ("Storage Account Key Operator Service Role", True, "delete keys read write"),
        ("Virtual Machine Contributor", True, "delete keys read write"),
        ("Log Analytics Contributor", True, "delete keys read write"),
        ("Contributor", True, "delete keys manage read write"),
        ("Contributor", False, "delete keys manage read write"),
        ("Storage Account Contributor", False, "delete keys manage read write"),
        ("Owner", False, "delete keys manage read write"),
        ("User Access Administrator", False, "delete keys manage read write"),
        ("Role Based Access Control Administrator", False, "delete keys manage read write"),
        ("Storage Account Backup Contributor", True, "manage"),
    ],
)
def test_role_gives_powers(role: str, keys: bool, powers: str) -> None:
    reach = _with(role, store(local_keys=keys))
    assert reach.open is True
    assert " ".join(sorted(reach.powers)) == powers
    assert reach.path[-1].address.startswith("azurerm_role_assignment.")
    assert "covers azurerm_storage_account.stward" in reach.path[-1].says


@pytest.mark.parametrize(
    "role",
    [
        "Reader",
        "Monitoring Reader",
        "Cost Management Reader",
        "Security Reader",
        "Billing Reader",
        "Key Vault Administrator",
        "AcrPull",
        "Storage Blob Delegator",
        "Storage Queue Data Reader",
        "Network Contributor",
        "Managed Identity Operator",
        "Tag Contributor",
    ],
)
def test_decoy_roles_reach_no_blobs(role: str) -> None:
    assert _with(role, store(doors=(door("scans"),), **KEYED)) is None


def test_queue_reader_reads_an_account_that_holds_more_than_containers() -> None:
    reach = _with("Storage Queue Data Reader", store(doors=(door("scans"),), contents=("scans", "inbox")))
    assert reach.powers == {"read"}


def test_keys_switched_off_are_a_guard_for_who_only_lists_them() -> None:
    reach = _with("Reader and Data Access")
    assert reach.open is False
    assert [g.name for g in reach.guards] == ["shared key access off"]
    assert "read" in reach.powers


def test_unknown_switch_leaves_the_answer_unknown() -> None:
    reach = _with("Reader and Data Access", store(local_keys=Unknown("the switch")))
    assert isinstance(reach.open, Unknown)


@pytest.mark.parametrize(
    ("scope", "there"),
    [
        (f"/subscriptions/{SUB}", True),
        (f"/subscriptions/{SUB.upper()}/resourcegroups/RG-WARD", True),
        ("/", True),
        (arm("Microsoft.Storage/storageAccounts", "stward")[0], True),
        (arm("Microsoft.Storage/storageAccounts", "stward2")[0], False),
        (f"/subscriptions/{SUB}/resourceGroups/rg-war", False),
        (f"/subscriptions/{SUB}/resourceGroups/rg-ward2", False),
        ("/subscriptions/99999999-2222-3333-4444-555555555555", False),
    ],
)
def test_scope_covers_by_segments(scope: str, there: bool) -> None:
    assert (_with("Storage Blob Data Reader", scope=scope) is not None) is there


@pytest.mark.parametrize(
    ("address", "there"),
    [("azurerm_resource_group.rg-ward", True), (f"subscription:{SUB}", True), ("azurerm_resource_group.rg-other", False)],
)
def test_scope_by_address(address: str, there: bool) -> None:
    given = holds("oid-me", "Storage Blob Data Reader", symbol(address, "id"), scope_address=address)
    found = only(store(), "me", ME, given, group_scope(), group_scope("rg-other"), subscription())
    assert (found is not None) is there


def test_symbolic_resource_group_names_that_are_the_same_symbol_cover() -> None:
    name = f"rg-{symbol('random_pet.p', 'id')}"
    holder = group_scope(name)
    given = holds("oid-me", "Storage Blob Data Reader", symbol(holder.address, "id"), scope_address=holder.address)
    assert only(store(group=name, ids=()), "me", ME, given, holder).open is True  # type: ignore[union-attr]
    other = only(store(group="rg-blue", ids=()), "me", ME, given, holder)
    assert other is not None
    assert isinstance(other.open, Unknown)


def _management(name: str, parent: str | None = None) -> Container:
    return Container(
        address=f"azurerm_management_group.{name}",
        type="azurerm_management_group",
        cloud="azure",
        origin=HERE,
        name=name,
        parent=parent,
        ids=(f"/providers/Microsoft.Management/managementGroups/{name}",),
    )


@pytest.mark.parametrize(
    ("ancestors", "expected"), [(("azurerm_management_group.clinic",), True), (("azurerm_management_group.other",), None), ((), "unknown")]
)
def test_management_groups_cover_by_their_tree(ancestors: tuple[str, ...], expected: Any) -> None:
    top, clinic, other = _management("top"), _management("clinic", "azurerm_management_group.top"), _management("other")
    given = holds("oid-me", "Storage Blob Data Reader", top.ids[0], scope_address=top.address)
    found = only(store(), "me", ME, given, subscription(ancestors=ancestors), top, clinic, other)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.open if expected is True else isinstance(found.open, Unknown)) is True


def test_container_scope_carries_data_and_no_keys() -> None:
    target = store(doors=(door("scans"),), **KEYED)
    at = {"scope": symbol("azurerm_storage_container.scans", "id"), "scope_address": "azurerm_storage_container.scans"}
    assert only(target, "me", ME, holds("oid-me", "Storage Blob Data Reader", **at)).powers == {"read"}  # type: ignore[union-attr]
    assert only(target, "me", ME, holds("oid-me", "Reader and Data Access", **at)) is None
    assert only(target, "me", ME, holds("oid-me", "Contributor", **at)) is None


def test_two_assignments_add_up() -> None:
    split = (
        custom("w", {"actions": ["Microsoft.Storage/storageAccounts/write"]}),
        custom("k", {"actions": ["Microsoft.Storage/storageAccounts/listKeys/action"]}),
    )
    given = holds("oid-me", split[0].address), holds("oid-me", split[1].address)
    assert only(store(), "me", ME, given[0], *split).powers == {"manage"}  # type: ignore[union-attr]
    found = reaches(store(), ME, *given, *split)["me", False]
    assert found.open is True
    assert "read" in found.powers


def test_custom_role_that_rewrites_roles_reads_everything() -> None:
    role = custom("r", {"actions": ["Microsoft.Authorization/roleDefinitions/write"]})
    assert "read" in only(store(), "me", ME, holds("oid-me", role.address), role).powers  # type: ignore[union-attr]


def test_unknown_role_and_principal_are_unknown() -> None:
    assert isinstance(_with("Ward Magic").open, Unknown)
    somebody = holds("x", "Storage Blob Data Reader", named="azurerm_role_assignment.v")
    for who in (Unknown("var.who"), symbol("var.who", "")):
        found = only(store(), who if isinstance(who, str) else "v", structs.replace(somebody, principal=who))
        assert found is None or isinstance(found.open, Unknown)
        everyone = reaches(store(), structs.replace(somebody, principal=who))
        assert any(isinstance(r.open, Unknown) for r in everyone.values())


def test_eligible_is_latent_and_active_wins() -> None:
    eligible = holds("oid-me", "Storage Blob Data Owner", state="eligible", named="e")
    assert set(reaches(store(), ME, eligible)) == {("me", True), ("anonymous", False)}
    active = holds("oid-me", "Storage Blob Data Reader", named="a")
    both = reaches(store(), ME, eligible, active)
    assert both["me", False].powers == {"read"}
    assert "write" in both["me", True].powers


def test_denied_takes_away() -> None:
    role = custom("d", {"dataActions": ["*"]})
    deny = holds("oid-me", role.address, state="denied", named="d")
    assert only(store(), "me", ME, holds("oid-me", "Storage Blob Data Reader"), deny, role) is None
    elsewhere = structs.replace(deny, scope=arm("Microsoft.Storage/storageAccounts", "other")[0])
    assert only(store(), "me", ME, holds("oid-me", "Storage Blob Data Reader"), elsewhere, role) is not None


# -- groups, guests, delegations ---------------------------------------------------------------------------------------


def test_guest_in_a_nested_group_reads_as_a_guest_and_the_groups_too() -> None:
    guest = identity("pia", "guest")
    inner = identity("inner", "group", members=(guest.address,))
    outer = identity("outer", "group", members=(inner.address, "oid-outer"))
    found = reaches(store(), guest, inner, outer, holds("oid-outer", "Storage Blob Data Reader"))
    assert found["pia", False].who == "guest"
    assert [m.target for m in found["pia", False].path] == [inner.address, outer.address, "azurerm_storage_account.stward"]
    assert {k for k, _ in found} == {"pia", "inner", "outer", "anonymous"}
    assert found["inner", False].who == "own"


def test_group_that_contains_itself_ends() -> None:
    one, two = identity("one", "group", members=("oid-two",)), identity("two", "group", members=("oid-one", "oid-me"))
    assert only(store(), "me", ME, one, two, holds("oid-one", "Storage Blob Data Reader")).open is True  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("facts", "trusted", "who"),
    [
        ({}, frozenset(), "guest"),
        ({"home_tenant": OWN}, frozenset(), "own"),
        ({"home_tenant": ABROAD}, frozenset(), "guest"),
        ({"home_tenant": Unknown("?")}, frozenset(), "guest"),
        ({}, frozenset(("azuread_invitation.pia",)), "own"),
        ({}, frozenset(("OID-PIA",)), "own"),
    ],
)
def test_who_a_guest_is(facts: dict[str, Any], trusted: frozenset[str], who: str) -> None:
    bounds = Bounds(trusted_tenants=frozenset((OWN,)), trusted_principals=trusted)
    found = only(store(), "pia", identity("pia", "guest", **facts), holds("oid-pia", "Storage Blob Data Reader"), bounds=bounds)
    assert found is not None
    assert found.who == who


def test_foreign_service_principal() -> None:
    app = identity("app", "service-principal", home_tenant=ABROAD)
    assert only(store(), "app", app, holds("oid-app", "Storage Blob Data Reader")).who == "foreign"  # type: ignore[union-attr]


@pytest.mark.parametrize(("tenant", "who"), [(ABROAD, "delegate"), (OWN, "own")])
def test_lighthouse(tenant: str, who: str) -> None:
    given = holds("group-abroad", "Contributor", tenant=tenant, delegation="azurerm_lighthouse_definition.d")
    found = only(store(**KEYED), f"tenant:{tenant}", given)
    assert found is not None
    assert (found.who, found.open, "keys" in found.powers) == (who, True, True)
    assert found.path[-1].address == "azurerm_lighthouse_definition.d"


def test_lighthouse_delegates_no_data_actions() -> None:
    given = holds("abroad", "Storage Blob Data Reader", tenant=ABROAD, delegation="azurerm_lighthouse_definition.d")
    assert only(store(**KEYED), f"tenant:{ABROAD}", given) is None


# -- anonymous ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("open_door", "switch", "network", "expected", "guards"),
    [
        (True, True, {}, True, []),
        (False, True, {}, False, ["container private"]),
        (True, False, {}, False, ["anonymous access off"]),
        (True, True, CLOSED, False, ["network firewall"]),
        (True, True, OFF, False, ["public network access off"]),
        (False, False, CLOSED, False, ["container private", "anonymous access off", "network firewall"]),
        (Unknown("var"), True, {}, "unknown", []),
        (Unknown("var"), False, {}, False, ["anonymous access off"]),
        (True, True, {**CLOSED, "addresses": ("0.0.0.0/0",)}, True, []),
        (True, True, {**CLOSED, "addresses": ("203.0.113.0/24",)}, False, ["network firewall"]),
        (True, True, {**OFF, "addresses": ("203.0.113.0/24",)}, False, ["public network access off", "network firewall"]),
    ],
)
def test_anonymous(open_door: Any, switch: Any, network: dict[str, Any], expected: Any, guards: list[str]) -> None:
    target = store(doors=(door("scans", anonymous=open_door),), anonymous_allowed=switch, gate=gate("g", **network))
    found = only(target, "anonymous")
    assert found is not None
    assert found.open is expected or (expected == "unknown" and isinstance(found.open, Unknown))
    assert [g.name for g in found.guards] == guards


def test_the_most_open_door_counts() -> None:
    found = only(store(doors=(door("a"), door("b", anonymous=True)), anonymous_allowed=True), "anonymous")
    assert found is not None
    assert (found.open, found.path[0].address) == (True, "azurerm_storage_container.b")


def test_static_website_needs_no_switch() -> None:
    assert only(store(doors=(door("$web", anonymous=True, regardless=True),)), "anonymous").open is True  # type: ignore[union-attr]


def test_databases_know_no_anonymous_reader() -> None:
    assert only(thing("database", "Microsoft.DocumentDB/databaseAccounts", "c"), "anonymous") is None


# -- network gates -----------------------------------------------------------------------------------------------------

NET = Network(address="n", type="n", cloud="azure", origin=HERE)
SUBNET = Subnet(address="azurerm_subnet.ai", type="s", cloud="azure", origin=HERE, network="n")
FAR = Subnet(address="azurerm_subnet.far", type="s", cloud="azure", origin=HERE, network="m")


def _endpoint(**facts: Any) -> PrivateEndpoint:
    made: dict[str, Any] = {
        "address": "pe",
        "type": "pe",
        "cloud": "azure",
        "origin": HERE,
        "kind": "private-endpoint",
        "subnets": ("azurerm_subnet.ai",),
        "target": "azurerm_storage_account.stward",
    }
    return PrivateEndpoint(**{**made, **facts})


def _peer(a: str, b: str) -> Peering:
    return Peering(address=f"{a}-{b}", type="p", cloud="azure", origin=HERE, network=a, remote=b, directed=True)


@pytest.mark.parametrize(
    ("network", "subnet", "others", "expected"),
    [
        (CLOSED, None, (), False),
        (CLOSED, "azurerm_subnet.ai", (), False),
        ({**CLOSED, "segments": ("azurerm_subnet.ai",)}, "azurerm_subnet.ai", (), True),
        ({**OFF, "segments": ("azurerm_subnet.ai",)}, "azurerm_subnet.ai", (), False),
        ({**CLOSED, "segments": ("azurerm_subnet.ai",)}, "azurerm_subnet.far", (), False),
        (OFF, "azurerm_subnet.ai", (_endpoint(),), True),
        (OFF, "azurerm_subnet.ai", (_endpoint(approved=False),), False),
        (OFF, "azurerm_subnet.ai", (_endpoint(target="another"),), False),
        (OFF, "azurerm_subnet.far", (_endpoint(),), False),
        (OFF, "azurerm_subnet.far", (_endpoint(), _peer("m", "n"), _peer("n", "m")), "unknown"),
        ({**CLOSED, "segments": (Unknown("subnets"),)}, "azurerm_subnet.ai", (), "unknown"),
        ({"public": Unknown("switch")}, None, (), "unknown"),
    ],
)
def test_gate_and_workload(network: dict[str, Any], subnet: str | None, others: tuple[Any, ...], expected: Any) -> None:
    target = store(gate=gate("azurerm_storage_account.stward", **network))
    found = only(
        target,
        "me",
        ME,
        holds("oid-me", "Storage Blob Data Reader"),
        workload("vm", "vm", ME.address, subnet=subnet),
        NET,
        SUBNET,
        FAR,
        *others,
    )
    assert found is not None
    assert found.open is expected or (expected == "unknown" and isinstance(found.open, Unknown))
    assert found.gated is (not expected) or isinstance(found.gated, Unknown)
    assert bool(found.guards) is (expected is False)


def test_whoever_edits_the_account_passes_its_gate() -> None:
    target = store(gate=gate("g", **OFF))
    assert _with("Storage Blob Data Reader", target).open is False
    found = _with("Contributor", target)
    assert found.open is True
    assert found.path[-1].kind == "edit"


def test_blocked_reading_beside_open_managing_is_told_apart() -> None:
    role = custom("m", {"actions": ["Microsoft.Storage/storageAccounts/objectReplicationPolicies/write"]})
    given = holds("oid-me", "Storage Blob Data Reader"), holds("oid-me", role.address)
    access = AzureAccess(Estate([store(gate=gate("g", **OFF)), ME, role, *given]), Bounds())
    mine = [r for r in access.reaches(store(gate=gate("g", **OFF))) if r.principal == ME.address]
    assert [(r.open, sorted(r.powers)) for r in mine] == [(True, ["manage"]), (False, ["read"])]


# -- conditions --------------------------------------------------------------------------------------------------------

READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"


def _named(container: str) -> str:
    name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]"
    return f"((!(ActionMatches{{'{READ}'}})) OR ({name} StringEquals '{container}'))"


def test_condition_on_a_container() -> None:
    target = store(doors=(door("scans"), door("letters")))
    assert _with("Storage Blob Data Reader", target, condition=_named("letters")).open is True
    confined = _with("Storage Blob Data Reader", target, condition=_named("posters"))
    assert confined.open is False
    assert [g.name for g in confined.guards] == ["condition on the role assignment"]
    assert isinstance(_with("Storage Blob Data Reader", target, condition="(something new)").open, Unknown)
    assert isinstance(_with("Storage Blob Data Reader", store(), condition=_named("letters")).open, Unknown)


def test_constrained_delegation_gives_what_it_may_assign() -> None:
    guid = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    text = (
        "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
        "(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {%s}))"
    )
    assert _with("Role Based Access Control Administrator", condition=text % guid).open is True
    harmless = _with("Role Based Access Control Administrator", condition=text % "72fafb9e-0641-4937-9268-a91bfd8191a3")
    assert harmless is None or harmless.open is False


# -- the façade --------------------------------------------------------------------------------------------------------


def test_of_lists_protected_stores_only() -> None:
    one, two = store("one"), store("two")
    estate = Estate([one, two, ME, holds("oid-me", "Storage Blob Data Reader")])
    bounds = Bounds(protected={one.address: Protected(data=("weights",), why="test")})
    assert [r.store for r in AzureAccess(estate, bounds).of(ME)] == [one.address]


def test_open_comes_first() -> None:
    others = [ME, identity("zoe"), holds("oid-me", "Reader and Data Access"), holds("oid-zoe", "Storage Blob Data Reader")]
    found = AzureAccess(Estate([store(), *others]), Bounds()).reaches(store())
    assert [r.open for r in found] == sorted((r.open for r in found), reverse=True)  # type: ignore[type-var]
    assert found[0].principal.endswith("zoe")
