# SPDX-License-Identifier: Apache-2.0
"""The network gate before a store: instance rules, subscriptions of a perimeter, trusted services, ranges."""

from __future__ import annotations

from typing import Any

import pytest
from azure_estates import CLOSED, OFF, SUB, arm, gate, holds, identity, only, store, thing, workload

from intramuros.estate.access import Vault
from intramuros.estate.graph import Estate
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.azure.gates import judge

FACTORY = workload("adf", "pipeline", "x#system", ids=arm("Microsoft.DataFactory/factories", "adf"))
SEARCH = thing("search-index", "Microsoft.Search/searchServices", "srch")
VM = workload("vm", "vm", "x", ids=arm("Microsoft.Compute/virtualMachines", "vm"))
VAULT = thing("backup", "Microsoft.DataProtection/BackupVaults", "bv")
POSTGRES = thing("pg", "Microsoft.DBforPostgreSQL/flexibleServers", "pg")  # the page names the provider without a type
REGISTRY = thing("acr", "Microsoft.ContainerRegistry/registries", "acr")  # the page names it no more
TRUST = {**CLOSED, "trusted_services": True}


def _out(facts: dict[str, Any], *, homes: Any = (), running: Any = ()) -> Any:
    found = judge(Estate(()), gate("g", **facts), frozenset({"s"}), running, homes).out
    return "unknown" if isinstance(found, Unknown) else found


@pytest.mark.parametrize(
    ("facts", "homes", "running", "expected"),
    [
        (TRUST, (FACTORY,), (FACTORY,), False),
        (TRUST, (SEARCH,), (), False),
        (TRUST, (VAULT,), (), False),
        (TRUST, (POSTGRES,), (), False),
        (TRUST, (REGISTRY,), (), "unknown"),
        (CLOSED, (REGISTRY,), (), True),
        (TRUST, (), (FACTORY,), "unknown"),
        (TRUST, (VM,), (VM,), True),
        (CLOSED, (FACTORY,), (FACTORY,), True),
        ({**OFF, "trusted_services": True}, (FACTORY,), (), "unknown"),
        ({**CLOSED, "trusted_services": Unknown("?")}, (FACTORY,), (), "unknown"),
        ({**CLOSED, "instances": (SEARCH.address,)}, (SEARCH,), (), False),
        ({**CLOSED, "instances": (SEARCH.ids[0].upper(),)}, (SEARCH,), (), False),
        ({**CLOSED, "instances": (SEARCH.ids[0] + "x",)}, (SEARCH,), (), True),
        (
            {**CLOSED, "instances": ("/subscriptions/*/resourcegroups/*/providers/Microsoft.Search/searchServices/*",)},
            (SEARCH,),
            (),
            False,
        ),
        ({**CLOSED, "instances": ("/subscriptions/*/resourcegroups/*/providers/Microsoft.Search/searchServices/*",)}, (VM,), (), True),
        ({**CLOSED, "instances": (Unknown("?"),)}, (SEARCH,), (), "unknown"),
        ({**OFF, "instances": (SEARCH.address,)}, (SEARCH,), (), True),
        ({**CLOSED, "subscriptions": (f"/subscriptions/{SUB}",)}, (), (VM,), False),
        ({**CLOSED, "subscriptions": (SUB.upper(),)}, (), (VM,), False),
        ({**CLOSED, "subscriptions": ("another",)}, (), (VM,), True),
        ({**CLOSED, "addresses": ("0.0.0.0/1", "128.0.0.0/1")}, (), (), False),
        ({**CLOSED, "addresses": ("tag:AzureCloud",)}, (), (), "unknown"),
    ],
)
def test_a_gate_admits_whom_it_names(facts: dict[str, Any], homes: Any, running: Any, expected: Any) -> None:
    assert _out(facts, homes=homes, running=running) == expected


def test_the_identity_made_for_a_factory_passes_a_firewall_that_trusts_services() -> None:
    """A firewall with the exception on guards nothing against a data factory's own identity."""
    factory = workload("adf", "pipeline", "azurerm_x.adf#system", ids=arm("Microsoft.DataFactory/factories", "adf"))
    own = identity("adf", address=f"{factory.address}#system", ids=("oid-adf",))
    target = store(gate=gate("g", **TRUST))
    reading = holds("oid-adf", "Storage Blob Data Reader")
    let_in, kept_out = (
        only(target, "adf#system", factory, own, reading),
        only(store(gate=gate("g", **CLOSED)), "adf#system", factory, own, reading),
    )
    assert let_in is not None
    assert let_in.open is True
    assert kept_out is not None
    assert kept_out.open is False


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Microsoft.DataFactory/factories", False),
        ("Microsoft.ContainerRegistry/registries", "unknown"),  # for its own key alone, as far as the page says
        ("Microsoft.Logic/workflows", True),  # storage trusts it, vaults do not
    ],
)
def test_the_firewall_of_a_vault_has_a_list_of_its_own(kind: str, expected: object) -> None:
    home = thing("home", kind, "home")
    held = Vault(address="g", type="azurerm_key_vault", cloud="azure", origin=home.origin, kind="key-vault")
    found = judge(Estate((held,)), gate("g", **TRUST), frozenset({"g"}), (), (home,)).out
    assert ("unknown" if isinstance(found, Unknown) else found) == expected
