"""Resources, loops, conditions, scopes and modules become what the compiler would deploy."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown
from tests.unit.sources.bicep.reading import body, one, reading

ACCOUNT = "Microsoft.Storage/storageAccounts"
_HEAD = f"""resource st '{ACCOUNT}@2023-05-01' = {{
  name: 'stweights'
  location: 'westeurope'
"""


def addresses(found: object) -> list[str]:
    return [d.address.removeprefix("Microsoft.") for d in found.declared]  # type: ignore[attr-defined]


def test_every_property_knows_its_line(tmp_path: Path) -> None:
    found = reading(
        tmp_path, main=_HEAD + "  properties: {\n    minimumTlsVersion: 'TLS1_2'\n    networkAcls: {\n      bypass: 'None'\n    }\n  }\n}\n"
    )
    account = one(found, "stweights")
    assert (account.origin.line, account.origin.end_line, account.origin.dialect) == (1, 10, "bicep")
    told = account.attrs["body"]["properties"]
    assert told.where("minimumTlsVersion").line == 5
    assert (told.where("networkAcls").line, told.where("networkAcls").end_line) == (6, 8)


def test_children_stand_in_their_parents_or_name_them(tmp_path: Path) -> None:
    text = (
        _HEAD
        + """
  resource blob 'blobServices' = {
    name: 'default'
    resource models 'containers@2024-01-01' = [for n in ['a', 'b']: {
      name: 'models-${n}'
    }]
  }
}
resource tables 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: st
  name: 'default'
}
resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = {
  name: '${st.name}/default/q'
}
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: st::blob
  name: 'logs'
  properties: {
    about: st::blob::models[1].id
  }
}
"""
    )
    found = reading(tmp_path, main=text)
    assert addresses(found) == [
        "Storage/storageAccounts/stweights",
        "Storage/storageAccounts/blobServices/stweights/default",
        "Storage/storageAccounts/blobServices/containers/stweights/default/models-a",
        "Storage/storageAccounts/blobServices/containers/stweights/default/models-b",
        "Storage/storageAccounts/tableServices/stweights/default",
        "Storage/storageAccounts/queueServices/queues/stweights/default/q",
        "Insights/diagnosticSettings/logs",
    ]
    logs = one(found, "/logs")
    assert logs.attrs["parent_id"].endswith("/storageAccounts/stweights/blobServices/default")
    assert logs.attrs["body"]["properties"]["about"].endswith("/containers/models-b")


@pytest.mark.parametrize(("default", "kept"), [(" = true", True), (" = false", False), ("", True)])
def test_conditions_have_three_values(tmp_path: Path, default: str, kept: bool) -> None:
    text = f"param there bool{default}\nresource a '{ACCOUNT}@2023-05-01' = if (there) {{\n  name: 'a'\n  resource b 'blobServices' = {{\n    name: 'default'\n  }}\n}}\n"
    found = reading(tmp_path, main=text)
    assert len(found.declared) == 2 * kept
    assert all(d.symbolic_instance is (not default) for d in found.declared)


def test_loops_count_filter_and_refer(tmp_path: Path) -> None:
    text = f"""
param names array = ['x', 'y', 'z']
@batchSize(1)
resource all '{ACCOUNT}@2023-05-01' = [for (n, i) in names: if (i != 1) {{
  name: 'st${{n}}${{i}}'
  tags: {{
    next: '${{i + 1}}'
  }}
}}]
output second string = all[2].id
resource last '{ACCOUNT}@2023-05-01' = {{
  name: 'last'
  properties: {{
    of: all[2].name
  }}
}}
"""
    found = reading(tmp_path, main=text)
    assert addresses(found) == ["Storage/storageAccounts/stx0", "Storage/storageAccounts/stz2", "Storage/storageAccounts/last"]
    assert body(found, "stz2")["tags"] == {"next": "3"}
    assert body(found, "last")["properties"]["of"] == "stz2"


def test_an_unknown_number_is_one_that_stands_for_all(tmp_path: Path) -> None:
    found = reading(tmp_path, main=f"param names array\nresource all '{ACCOUNT}@2023-05-01' = [for n in names: {{\n  name: n\n}}]\n")
    assert [d.symbolic_instance for d in found.declared] == [True]


def test_existing_is_looked_up_where_it_lies(tmp_path: Path) -> None:
    text = f"""
resource far '{ACCOUNT}@2023-05-01' existing = {{
  scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'rg-far')
  name: 'stfar'
}}
output id string = far.id
resource near 'Microsoft.Authorization/locks@2020-05-01' = {{
  name: 'lock'
  properties: {{
    on: far.id
  }}
}}
"""
    found = reading(tmp_path, main=text)
    whole = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-far/providers/Microsoft.Storage/storageAccounts/stfar"
    far = one(found, "stfar")
    assert (far.mode, far.attrs["resource_id"]) == ("data", whole)
    assert body(found, "lock")["properties"]["on"] == whole


def test_modules_are_called_with_their_values_and_give_theirs_back(tmp_path: Path) -> None:
    module = f"""
param name string
param tls string = 'TLS1_2'
resource st '{ACCOUNT}@2023-05-01' = {{
  name: name
  properties: {{
    minimumTlsVersion: tls
  }}
}}
output name string = '${{st.name}}!'
"""
    text = """
module many 'parts/account.bicep' = [for n in ['a', 'b']: {
  name: 'deploy-${n}'
  params: {
    name: 'st${n}'
  }
}]
module maybe 'parts/account.bicep' = if (false) {
  params: {
    name: 'stnever'
  }
}
resource told 'My.Own/things@1' = {
  name: 'told'
  properties: {
    of: many[1].outputs.name
    perhaps: maybe.?outputs.name ?? 'nobody'
  }
}
"""
    found = reading(tmp_path, main=text, parts__account=module)
    assert addresses(found) == ["Storage/storageAccounts/sta", "Storage/storageAccounts/stb", "My.Own/things/told"]
    assert one(found, "stb").origin.file == "parts/account.bicep"
    assert body(found, "told")["properties"] == {"of": "stb!", "perhaps": "nobody"}


def test_a_module_goes_where_its_scope_says(tmp_path: Path) -> None:
    text = """
targetScope = 'subscription'
resource rg 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-ki'
  location: 'westeurope'
}
module inside 'm.bicep' = {
  scope: rg
}
module beside 'm.bicep' = {
  scope: resourceGroup('22222222-2222-2222-2222-222222222222', 'rg-other')
}
"""
    found = reading(tmp_path, main=text, m=f"resource st '{ACCOUNT}@2023-05-01' = {{\n  name: 'st${{resourceGroup().name}}'\n}}\n")
    ids = sorted(d.attrs["resource_id"].split("providers")[0] for d in found.declared if "storage" in d.address.casefold())
    assert [i.split("/")[-2] for i in ids] == ["rg-other", "rg-ki"]
    assert ids[0].startswith("/subscriptions/22222222-2222-2222-2222-222222222222/")


def test_a_module_that_is_not_on_disk_is_a_gap_and_its_outputs_unknown(tmp_path: Path) -> None:
    text = """
module lost 'br/public:avm/res/storage/storage-account:0.9.0' = {
  name: 'lost'
}
resource told 'My.Own/things@1' = {
  name: 'told'
  properties: {
    of: lost.outputs.open
  }
}
"""
    found = reading(tmp_path, main=text)
    (gap,) = found.gaps
    assert "br/public:avm/res/storage/storage-account:0.9.0" in gap.what
    assert (gap.origin.line, gap.origin.end_line) == (2, 4)
    assert isinstance(body(found, "told")["properties"]["of"], Unknown)


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        ("br/public:avm/res/a:1.0.0", "br/mcr.microsoft.com/bicep$avm$res$a/1.0.0$"),
        ("br:Ki.azurecr.io/parts/a:V1", "br/Ki.azurecr.io/parts$a/V1$1"),
        ("br/ki:a:2", "br/ki.azurecr.io/parts$a/2$"),
        ("ts:33333333-3333-3333-3333-333333333333/rg/a:3", "ts/33333333-3333-3333-3333-333333333333/rg/a/3"),
        ("ts/ki:a:3", "ts/33333333-3333-3333-3333-333333333333/rg/a/3"),
    ],
)
def test_a_restored_module_is_read(tmp_path: Path, reference: str, kept: str) -> None:
    spec = '{"subscription": "33333333-3333-3333-3333-333333333333", "resourceGroup": "rg"}'
    alias = f'{{"moduleAliases": {{"br": {{"ki": {{"registry": "ki.azurecr.io", "modulePath": "parts"}}}}, "ts": {{"ki": {spec}}}}}}}'
    (tmp_path / "bicepconfig.json").write_text(alias)
    folder = tmp_path / ".bicep" / kept
    folder.mkdir(parents=True)
    (folder / "main.json").write_text(
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": ['
        '{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "strestored"}], "outputs": {"x": {"type": "int", "value": 7}}}'
    )
    text = f"module m '{reference}' = {{\n  name: 'm'\n}}\nresource told 'My.Own/things@1' = {{\n  name: 'told'\n  properties: {{\n    x: m.outputs.x\n  }}\n}}\n"
    found = reading(tmp_path, main=text)
    assert found.gaps == ()
    assert addresses(found) == ["Storage/storageAccounts/strestored", "My.Own/things/told"]
    assert body(found, "told")["properties"]["x"] == 7


def test_names_of_other_files_are_imported(tmp_path: Path) -> None:
    shared = """
var base = 'st'
@export()
var prefix = '${base}ki'
@export()
func named(x string) string => '${x}${suffix}'
var suffix = 'prod'
@export()
type tier = 'hot' | 'cool'
"""
    text = f"""
import {{prefix, named as called, tier}} from 'shared.bicep'
import * as all from 'shared.bicep'
param t tier
param one 'only'
resource st '{ACCOUNT}@2023-05-01' = {{
  name: called(prefix)
  tags: {{
    whole: all.named(all.prefix)
    one: one
  }}
  properties: {{
    accessTier: t
  }}
}}
"""
    found = reading(tmp_path, main=text, shared=shared)
    assert addresses(found) == ["Storage/storageAccounts/stkiprod"]
    assert body(found, "stkiprod")["tags"] == {"whole": "stkiprod", "one": "only"}


def test_a_mistake_costs_its_own_statement_alone(tmp_path: Path) -> None:
    text = (
        _HEAD
        + "}\nresource broken 'A.B/c@1' = {\n  name 'x'\n}\n\n@description('fine')\nparam tls string = 'TLS1_2'\nvar half = \n"
        + f"resource q '{ACCOUNT}@2023-05-01' = {{\n  name: 'q'\n  tags: {{ a: half, b: tls }}\n}}\n"
    )
    found = reading(tmp_path, main=text)
    assert addresses(found) == ["Storage/storageAccounts/stweights", "Storage/storageAccounts/q"]
    assert [g.origin.line for g in found.gaps] == [6, 11]
    assert "resource broken" in found.gaps[0].what
    assert isinstance(body(found, "/q")["tags"]["a"], Unknown)
    assert body(found, "/q")["tags"]["b"] == "TLS1_2"


def test_a_spread_body_leaves_its_properties_open(tmp_path: Path) -> None:
    found = reading(tmp_path, main=f"param more object\nresource st '{ACCOUNT}@2023-05-01' = {{\n  name: 'st'\n  ...more\n}}\n")
    assert isinstance(body(found, "st")["properties"], Unknown)
    assert [g.origin.line for g in found.gaps] == [4]


def test_two_of_one_name_are_known_where_they_agree(tmp_path: Path) -> None:
    one_of = (
        "resource {0} '"
        + ACCOUNT
        + "@2023-05-01' = if ({1}) {{\n  name: 'st'\n  location: 'westeurope'\n  tags: {{\n    open: '{0}'\n  }}\n}}\n"
    )
    found = reading(tmp_path, main="param x bool\n" + one_of.format("a", "x") + one_of.format("b", "!x"))
    account = one(found, "st")
    assert account.attrs["location"] == "westeurope"
    assert isinstance(account.attrs["tags"]["open"], Unknown)


def test_namesakes_in_different_places_are_not_one(tmp_path: Path) -> None:
    module = f"""
param open string
resource disk 'Microsoft.Compute/disks@2024-03-02' = {{
  name: 'disk'
  properties: {{
    networkAccessPolicy: open
  }}
}}
resource accounts '{ACCOUNT}@2023-05-01' = [for i in [0, 1]: {{
  name: 'st${{i}}${{open}}'
}}]
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [for i in [0, 1]: {{
  scope: accounts[i]
  name: 'logs'
}}]
"""
    call = "module {0} 'm.bicep' = {{\n  scope: resourceGroup('rg-{0}')\n  params: {{\n    open: '{0}'\n  }}\n}}\n"
    found = reading(tmp_path, main="targetScope = 'subscription'\n" + call.format("a") + call.format("b"), m=module)
    assert [d.attrs["body"]["properties"]["networkAccessPolicy"] for d in found.declared if "disks" in d.address] == ["a", "b"]
    assert [f"rg-{x}" in d.address for d, x in zip((d for d in found.declared if "disks" in d.address), "ab", strict=True)] == [True, True]
    assert len({d.address for d in found.declared if "diagnosticSettings" in d.address}) == 4


def test_a_deployment_is_referred_to_by_its_id_too(tmp_path: Path) -> None:
    text = """
module m 'm.bicep' = {
  name: 'inner'
}
resource told 'My.Own/things@1' = {
  name: 'told'
  properties: {
    of: reference(m.id, '2022-09-01').outputs.x.value
  }
}
"""
    assert body(reading(tmp_path, main=text, m="output x int = 7\n"), "told")["properties"]["of"] == 7
