# SPDX-License-Identifier: Apache-2.0
"""Files as they lie in a repository: linked templates, parameter files, answers of what-if, and what is broken or hostile."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.arm.reader import read
from intramuros.sources.catalogue import KINDS, lower
from intramuros.sources.declared import Declarations
from intramuros.sources.documents import sort

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
VALUES = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"


def _template(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


def _account(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": name, **more}


def _put(folder: Path, name: str, content: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), "utf-8")


def _read(folder: Path) -> Declarations:
    return read(sort([folder], KINDS).by_dialect.get("arm", []))


def _names(found: Declarations) -> list[str]:
    return sorted(str(d.attrs["name"]) for d in found.declared)


def test_linked_templates_are_read_where_they_are_linked_and_not_twice(tmp_path: Path) -> None:
    by_path = {
        "type": "Microsoft.Resources/deployments",
        "name": "a",
        "properties": {"templateLink": {"relativePath": "nested/a.json"}, "parameters": {"n": {"value": "sta"}}},
    }
    uri = "[uri(deployment().properties.templateLink.uri, 'nested/b.json')]"
    by_uri = {
        "type": "Microsoft.Resources/deployments",
        "name": "b",
        "properties": {"templateLink": {"uri": uri}, "parameters": {"n": {"value": "stb"}}},
    }
    begun = "[concat(parameters('_artifactsLocation'), '/nested/a.json', parameters('token'))]"
    by_parameter = {
        "type": "Microsoft.Resources/deployments",
        "name": "c",
        "properties": {"templateLink": {"uri": begun}, "parameters": {"n": {"value": "stc"}}},
    }
    given = {
        "_artifactsLocation": {"type": "string", "defaultValue": "https://raw.example.org/main/llm"},
        "token": {"type": "securestring"},
    }
    _put(tmp_path, "azuredeploy.json", _template(by_path, by_uri, by_parameter, parameters=given))
    for name in ("a", "b"):
        _put(tmp_path, f"nested/{name}.json", _template(_account("[parameters('n')]"), parameters={"n": {"type": "string"}}))
    found = _read(tmp_path)
    assert _names(found) == ["sta", "stb", "stc"]
    assert not found.gaps
    assert {d.origin.file.rsplit("/", 1)[-1] for d in found.declared} == {"a.json", "b.json"}


def test_linked_template_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    stated = {
        "type": "Microsoft.Resources/deployments",
        "name": "net",
        "properties": {"templateLink": {"uri": "https://example.org/net.json"}},
    }
    _put(tmp_path, "azuredeploy.json", _template(stated))
    gap = _read(tmp_path).gaps[0]
    assert "net.json" in gap.what
    assert gap.origin.line > 1


def test_links_stay_below_the_folder_under_review(tmp_path: Path) -> None:
    stated = {"type": "Microsoft.Resources/deployments", "name": "up", "properties": {"templateLink": {"relativePath": "../secret.json"}}}
    _put(tmp_path, "secret.json", _template(_account("outside")))
    _put(tmp_path, "own/azuredeploy.json", _template(stated))
    found = _read(tmp_path / "own")
    assert not found.declared
    assert len(found.gaps) == 1


def test_each_parameter_file_is_a_deployment(tmp_path: Path) -> None:
    _put(tmp_path, "main.json", _template(_account("[parameters('n')]"), parameters={"n": {"type": "string", "defaultValue": "stnone"}}))
    for env in ("dev", "prod"):
        _put(tmp_path, f"main.{env}.parameters.json", {"$schema": VALUES, "parameters": {"n": {"value": f"st{env}"}}})
    assert _names(_read(tmp_path)) == ["stdev", "stprod"]


def test_parameter_from_a_vault_is_a_symbol(tmp_path: Path) -> None:
    vault = {
        "reference": {"keyVault": {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"}, "secretName": "pw"}
    }
    _put(
        tmp_path,
        "azuredeploy.json",
        _template(_account("a", properties={"x": "[parameters('p')]"}), parameters={"p": {"type": "securestring"}}),
    )
    _put(tmp_path, "azuredeploy.parameters.json", {"$schema": VALUES, "parameters": {"p": vault}})
    assert "secret" in str(_read(tmp_path).declared[0].attrs["body"]["properties"]["x"])


def test_what_two_templates_declare_differently_stands_twice_in_groups_of_their_own(tmp_path: Path) -> None:
    _put(tmp_path, "a/azuredeploy.json", _template(_account("stweights", kind="StorageV2")))
    _put(tmp_path, "b/azuredeploy.json", _template(_account("stweights", kind="BlobStorage")))
    found = _read(tmp_path).declared
    assert len({d.address for d in found}) == 2
    assert len({d.attrs["resource_id"] for d in found}) == 2


def test_files_of_one_name_under_two_roots_stand_apart(tmp_path: Path) -> None:
    _put(tmp_path, "a/azuredeploy.json", _template(_account("stweights", kind="StorageV2")))
    _put(tmp_path, "b/azuredeploy.json", _template(_account("stweights", kind="BlobStorage")))
    found = read(sort([tmp_path / "a", tmp_path / "b"], KINDS).by_dialect["arm"]).declared
    assert len({d.address for d in found}) == 2


def test_of_two_declarations_of_which_one_is_deployed_what_both_say_is_known(tmp_path: Path) -> None:
    either = [
        _account("a", kind="StorageV2", properties={"x": 1, "y": 1}, condition="[parameters('on')]"),
        _account("a", kind="StorageV2", properties={"x": 1, "y": 2}, condition="[not(parameters('on'))]"),
    ]
    _put(tmp_path, "azuredeploy.json", _template(*either, parameters={"on": {"type": "bool"}}))
    (found,) = _read(tmp_path).declared
    assert found.attrs["body"]["properties"]["x"] == 1
    assert isinstance(found.attrs["body"]["properties"]["y"], Unknown)


def test_one_name_in_two_groups_stands_twice(tmp_path: Path) -> None:
    def below(group: str) -> dict[str, Any]:
        inner = {"mode": "Incremental", "template": _template(_account("stweights"))}
        return {"type": "Microsoft.Resources/deployments", "name": group, "resourceGroup": group, "properties": inner}

    _put(tmp_path, "azuredeploy.json", _template(below("rg-a"), below("rg-b")))
    assert len({d.address for d in _read(tmp_path).declared}) == 2


def test_subscription_that_the_user_names_is_that_of_the_templates(tmp_path: Path) -> None:
    _put(tmp_path, "azuredeploy.json", _template(_account("stweights")))
    made = lower(_read(tmp_path).declared, aws_account=None, subscription="0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01")[0]
    own = next(r for r in made if r.name == "stweights")
    assert own.account == "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
    assert own.ids[0].startswith("/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01/resourceGroups/")


def test_answer_of_what_if(tmp_path: Path) -> None:
    base = "/subscriptions/0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts"
    state = {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "properties": {"allowBlobPublicAccess": True}}
    changes = [
        {"changeType": "Create", "resourceId": f"{base}/new", "after": state},
        {"changeType": "Delete", "resourceId": f"{base}/old", "before": state},
        {"changeType": "Unsupported", "resourceId": f"{base}/odd"},
    ]
    _put(tmp_path, "whatif.json", {"status": "Succeeded", "changes": changes})
    found = _read(tmp_path)
    assert _names(found) == ["new"]
    assert found.declared[0].home.account == "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
    assert "odd" in found.gaps[0].what


def test_text_as_editors_leave_it(tmp_path: Path) -> None:
    text = "\ufeff" + json.dumps(_template(_account("stweights")), indent=2).replace("\n", '\r\n// it\'s a "comment"\r\n').replace(
        '"resources"', '/* { */ "resources"'
    )
    _put(tmp_path, "azuredeploy.json", text)
    assert _names(_read(tmp_path)) == ["stweights"]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        (f'{{"$schema": "{SCHEMA}",\n "resources": [', "ends", 2),
        (f'{{"$schema": "{SCHEMA}",\n "resources": {"[" * 5000}', "nested", 2),
        (f'{{"$schema": "{SCHEMA}",\n "a": "unended', "no end", 2),
        (f'{{"$schema": "{SCHEMA}",\n "a": 1 "b": 2}}', "expected", 2),
    ],
)
def test_a_broken_file_is_one_gap_with_its_line(tmp_path: Path, text: str, said: str, line: int) -> None:
    _put(tmp_path, "broken.json", text)
    _put(tmp_path, "whole.json", _template(_account("stweights")))
    found = _read(tmp_path)
    assert _names(found) == ["stweights"]
    assert [(said in g.what, g.origin.line) for g in found.gaps] == [(True, line)]


def test_of_a_name_stated_twice_the_last_counts_and_it_is_said(tmp_path: Path) -> None:
    _put(
        tmp_path, "azuredeploy.json", f'{{"$schema": "{SCHEMA}",\n "resources": [],\n "resources": [{json.dumps(_account("stweights"))}]}}'
    )
    found = _read(tmp_path)
    assert _names(found) == ["stweights"]
    assert [("twice" in g.what, g.origin.line) for g in found.gaps] == [(True, 3)]


def _doubling(first: str, step: str) -> dict[str, Any]:
    names = {f"v{i}": step.replace("_", f"variables('v{i - 1}')") for i in range(1, 60)}
    return _template(_account("stweights", properties={"x": "[variables('v59')]"}), variables={"v0": first, **names})


@pytest.mark.parametrize(
    "template",
    [
        _doubling("lol", "[concat(_, _)]"),
        _doubling("lol", "[createArray(_, _)]"),
        _doubling("lol", "[format('{0}{0}{0}', _)]"),
        _doubling("a", "[replace(_, 'a', concat(_, 'aa'))]"),
        _doubling("a", "[join(createArray(_, _), _)]"),
        _template(_account("[concat('st', copyIndex())]", copy={"name": "c", "count": 10**12})),
        _template(_account("a", properties={"x": "[map(range(0, 9999), lambda('a', map(range(0, 9999), lambda('b', 1))))]"})),
        _template(_account("a", properties={"x": "[" + "concat(" * 3000 + ")" * 3000 + "]"})),
        _template(_account("a", properties={"x": "[a" + ".b" * 50000 + "]"})),
    ],
    ids=["text", "array", "format", "replace", "join", "copies", "lambdas", "calls", "properties"],
)
def test_bombs_end_soon_and_the_rest_is_read(tmp_path: Path, template: dict[str, Any]) -> None:
    _put(tmp_path, "bomb.json", template)
    _put(tmp_path, "z.json", _template(_account("stother")))
    begun = time.process_time()
    found = _read(tmp_path)
    assert time.process_time() - begun < 20
    assert "stother" in _names(found)
    bombs = [d for d in found.declared if d.attrs["name"] != "stother"]
    assert found.gaps or all(d.symbolic_instance or _unknown(d.attrs["body"]["properties"]["x"]) for d in bombs)


def _unknown(value: Any) -> bool:
    return isinstance(value, Unknown) or is_symbolic(value)


def test_a_template_of_a_hundred_thousand_lines(tmp_path: Path) -> None:
    many = [
        _account(f"st{i}", properties={"minimumTlsVersion": "TLS1_2", "networkAcls": {"defaultAction": "Deny", "ipRules": []}})
        for i in range(8000)
    ]
    _put(tmp_path, "azuredeploy.json", _template(*many))
    begun = time.process_time()
    found = _read(tmp_path)
    assert len(found.declared) == 8000
    assert time.process_time() - begun < 30


def _named_by(parameter: str, **more: Any) -> dict[str, Any]:
    return _template(
        _account(f"[parameters('{parameter}')]"), parameters={parameter: {"type": "string", "defaultValue": "default"}}, **more
    )


def _values(value: Any) -> dict[str, Any]:
    return {"$schema": VALUES, "parameters": {"n": value}}


@pytest.mark.parametrize("files", [("main.parameters.json", "prod.parameters.json"), ("prod.parameters.json",)])
def test_every_parameter_file_beside_the_only_template_counts(tmp_path: Path, files: tuple[str, ...]) -> None:
    _put(tmp_path, "main.json", _named_by("n"))
    for file in files:
        _put(tmp_path, file, _values({"value": file.partition(".")[0]}))
    assert _names(_read(tmp_path)) == sorted(f.partition(".")[0] for f in files)


def test_a_parameter_file_is_the_one_of_the_longest_name_that_it_begins_with(tmp_path: Path) -> None:
    _put(tmp_path, "main.json", _named_by("n"))
    _put(tmp_path, "main-db.json", _named_by("n"))
    _put(tmp_path, "main-db.parameters.json", _values({"value": "db"}))
    _put(tmp_path, "main-prod.parameters.json", _values({"Value": "prod"}))
    _put(tmp_path, "other.parameters.json", _values({"value": "other"}))
    found = _read(tmp_path)
    assert _names(found) == ["db", "prod"]
    assert [g.origin.file.rpartition("/")[2] for g in found.gaps] == ["other.parameters.json"]


def test_what_a_parameter_file_states_in_another_shape_is_not_the_default(tmp_path: Path) -> None:
    _put(tmp_path, "main.json", _named_by("n"))
    _put(tmp_path, "main.parameters.json", _values("bare"))
    assert all(is_symbolic(n) for n in _names(_read(tmp_path)))


def test_names_of_chance_are_not_one(tmp_path: Path) -> None:
    stated = {n: {"type": "string", "defaultValue": "[newGuid()]"} for n in ("a", "b")}
    _put(tmp_path, "main.json", _template(*(_account(f"[parameters('{n}')]") for n in ("a", "b", "a")), parameters=stated))
    assert len(_read(tmp_path).declared) == 2


def test_templates_that_deploy_one_another_are_read_once(tmp_path: Path) -> None:
    def deploying(path: str) -> dict[str, Any]:
        return {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"templateLink": {"relativePath": path}}}

    _put(tmp_path, "a.json", _template(_account("sta"), deploying("b.json")))
    _put(tmp_path, "b.json", _template(_account("stb"), deploying("a.json")))
    assert _names(_read(tmp_path)) == ["sta", "stb"]


def test_resources_that_are_not_written_down_are_a_gap(tmp_path: Path) -> None:
    _put(tmp_path, "main.json", {**_template(_account("sta")), "resources": [_account("sta"), "[variables('more')]"]})
    found = _read(tmp_path)
    assert _names(found) == ["sta"]
    assert any("not written down" in g.what for g in found.gaps)


def test_parameters_that_a_deployment_is_given_unread_are_not_the_defaults(tmp_path: Path) -> None:
    inner = _named_by("n")
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": "[variables('v')]",
        "template": inner,
    }
    _put(tmp_path, "main.json", _template({"type": "Microsoft.Resources/deployments", "name": "d", "properties": properties}))
    assert all(is_symbolic(n) for n in _names(_read(tmp_path)))


def test_what_if_tells_of_what_may_change_and_of_what_it_left_out(tmp_path: Path) -> None:
    base = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts"

    def change(name: str) -> dict[str, Any]:
        return {
            "changeType": "Create",
            "resourceId": f"{base}/{name}",
            "after": {"name": name, "type": "Microsoft.Storage/storageAccounts"},
        }

    answer = {
        "status": "Succeeded",
        "changes": [change("sta"), {"changeType": "Create", "resourceId": "?"}],
        "potentialChanges": [change("stb")],
        "diagnostics": [{"level": "Warning", "code": "NestedDeploymentShortCircuited", "message": "a nested deployment was skipped"}],
    }
    _put(tmp_path, "whatif.json", answer)
    found = _read(tmp_path)
    assert {d.attrs["name"]: d.symbolic_instance for d in found.declared} == {"sta": False, "stb": True}
    told = [g.what for g in found.gaps]
    assert any("a nested deployment was skipped" in t for t in told)
    assert any("`?`" in t for t in told)
