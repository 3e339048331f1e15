# SPDX-License-Identifier: Apache-2.0
"""ARM's expression language: what can be known without a cloud is known, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, is_symbolic, readable
from intramuros.sources.arm.template import Deployment, evaluate

HERE = Origin(file="azuredeploy.json", line=1, dialect="arm")
PARAMETERS = {
    "name": {"type": "string"},
    "flag": {"type": "bool"},
    "shape": {"type": "object"},
    "env": {"type": "string", "defaultValue": "Prod"},
    "tier": {"type": "string", "allowedValues": ["Hot", "Cool"]},
    "only": {"type": "string", "allowedValues": ["one"]},
    "gone": {"type": "string", "nullable": True},
    "list": {"type": "array", "defaultValue": [3, 1, 2]},
    "tags": {"type": "object", "defaultValue": {"a": 1, "B": {"c": 2}}},
    "loop": {"type": "string", "defaultValue": "[parameters('loop')]"},
}
VARIABLES = {
    "net": "10.0.0.0/16",
    "copied": {"copy": [{"name": "items", "count": 2, "input": "[concat('x', copyIndex('items', 1))]"}]},
    "copy": [{"name": "squares", "count": 3, "input": "[mul(copyIndex('squares'), copyIndex('squares'))]"}],
    "circle": "[variables('circle2')]",
    "circle2": "[variables('circle')]",
}
FUNCTIONS = [
    {
        "namespace": "clinic",
        "members": {
            "join": {
                "parameters": [{"name": "a", "type": "string"}, {"name": "b"}],
                "output": {"value": "[concat(parameters('a'), '-', parameters('b'))]"},
            },
            "twice": {"parameters": [{"name": "n", "type": "int"}], "output": {"value": "[clinic.twice(parameters('n'))]"}},
        },
    }
]


def _value(expression: Any, **given: Any) -> Any:
    template = {"parameters": PARAMETERS, "variables": VARIABLES, "functions": FUNCTIONS, "outputs": {"x": {"value": expression}}}
    return evaluate(template, parameters=given, origin=HERE).outputs["x"]


KNOWN: list[tuple[str, Any]] = [
    ("plain", "plain"),
    ("[[literal]", "[literal]"),
    ("['it''s']", "it's"),
    ("[concat('a', 1, true)]", "a1True"),
    ("[concat(createArray(1), createArray(2, 3))]", [1, 2, 3]),
    ("[toLower(parameters('env'))]", "prod"),
    ("[format('{0}-{1:D3}-{{x}}', 'a', 7)]", "a-007-{x}"),
    ("[substring('weights', 2, 3)]", "igh"),
    ("[take('weights', 3)]", "wei"),
    ("[skip(parameters('list'), 1)]", [1, 2]),
    ("[first(parameters('list'))]", 3),
    ("[last(split('a/b/c', '/'))]", "c"),
    ("[split('a;b,c', createArray(',', ';'))]", ["a", "b", "c"]),
    ("[replace('a-b-c', '-', '')]", "abc"),
    ("[padLeft(7, 3, '0')]", "007"),
    ("[indexOf('Weights', 'GH')]", 3),
    ("[startsWith('Weights', 'we')]", True),
    ("[base64ToString(base64('grüße'))]", "grüße"),
    ("[json('{\"a\": [1, null]}').a[1]]", None),
    ("[string(createObject('a', 1))]", '{"a":1}'),
    ("[uriComponent('a b')]", "a%20b"),
    ("[uri('https://x/y/z', 'w.json')]", "https://x/y/w.json"),
    ("[union(createObject('a', 1, 'b', createObject('c', 1)), createObject('b', createObject('d', 2)))]", {"a": 1, "b": {"c": 1, "d": 2}}),
    ("[intersection(createArray(1, 2, 3), createArray(3, 2))]", [2, 3]),
    ("[parameters('tags').b.c]", 2),
    ("[contains(parameters('tags'), 'A')]", True),
    ("[contains('weights', 'igh')]", True),
    ("[length(range(3, 4))]", 4),
    ("[max(createArray(1, 5, 2))]", 5),
    ("[div(-7, 2)]", -3),
    ("[mod(-7, 2)]", -1),
    ("[equals(1, true)]", False),
    ("[and(false, parameters('flag'))]", False),
    ("[or(true, parameters('flag'))]", True),
    ("[if(equals(1, 1), 'yes', div(1, 0))]", "yes"),
    ("[if(parameters('flag'), 'same', 'same')]", "same"),
    ("[coalesce(null(), parameters('gone'), 'b')]", "b"),
    ("[parameters('only')]", "one"),
    ("[equals(parameters('tier'), 'Archive')]", False),
    ("[parameters('gone')]", None),
    ("[parameters('tags').?nothing]", None),
    ("[tryGet(parameters('tags'), 'B', 'c')]", 2),
    ("[tryGet(parameters('tags'), 'x', 'y')]", None),
    ("[tryIndexFromEnd(parameters('list'), 1)]", 2),
    ("[items(parameters('tags'))[1].key]", "B"),
    ("[filter(parameters('list'), lambda('x', greater(lambdaVariables('x'), 1)))]", [3, 2]),
    ("[map(parameters('list'), lambda('x', 'i', add(lambdaVariables('x'), lambdaVariables('i'))))]", [3, 2, 4]),
    ("[sort(parameters('list'), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]", [1, 2, 3]),
    ("[reduce(parameters('list'), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]", 6),
    (
        "[toObject(parameters('list'), lambda('x', format('k{0}', lambdaVariables('x'))), lambda('x', lambdaVariables('x')))]",
        {"k3": 3, "k1": 1, "k2": 2},
    ),
    ("[variables('squares')]", [0, 1, 4]),
    ("[variables('copied').items]", ["x1", "x2"]),
    ("[clinic.join('a', 'b')]", "a-b"),
    ("[cidrSubnet(variables('net'), 24, 3)]", "10.0.3.0/24"),
    ("[cidrHost('10.0.3.0/24', 4)]", "10.0.3.5"),
    ("[parseCidr(variables('net')).cidr]", 16),
    ("[dateTimeAdd('2026-01-31T00:00:00Z', 'P1M')]", "2026-02-28T00:00:00Z"),
    ("[resourceId('s', 'g', 'Microsoft.X/a/', 'n')]", "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/n"),
    ("[environment().suffixes.storage]", "core.windows.net"),
    ("[resourceId('s-1', 'rg-1', 'Microsoft.X/a/b', 'n', 'm')]", "/subscriptions/s-1/resourceGroups/rg-1/providers/Microsoft.X/a/n/b/m"),
    (
        "[extensionResourceId('/subscriptions/s', 'Microsoft.Authorization/locks', 'l')]",
        "/subscriptions/s/providers/Microsoft.Authorization/locks/l",
    ),
    ("[tenantResourceId('Microsoft.Authorization/policyDefinitions', 'p')]", "/providers/Microsoft.Authorization/policyDefinitions/p"),
]


@pytest.mark.parametrize(("expression", "wanted"), KNOWN, ids=[e for e, _ in KNOWN])
def test_known(expression: str, wanted: Any) -> None:
    found = _value(expression)
    assert found == wanted
    assert type(found) is type(wanted) or isinstance(wanted, dict)


UNKNOWN = [
    "[parameters('flag')]",
    "[parameters('shape').a]",
    "[not(parameters('flag'))]",
    "[and(true, parameters('flag'))]",
    "[length(parameters('name'))]",
    "[equals(parameters('name'), 'a')]",
    "[empty(parameters('name'))]",
    "[equals(parameters('tier'), 'Hot')]",
    "[if(parameters('flag'), 1, 2)]",
    "[parameters('nobody')]",
    "[variables('circle')]",
    "[parameters('loop')]",
    "[clinic.twice(1)]",
    "[nosuchfunction(1)]",
    "[div(1, 0)]",
    "[first(]",
    "[concat('a'",
    "[substring('a', -1)]",
    "[range(0, 100000000)]",
    "[padLeft('a', 100000000)]",
    "[json('{')]",
]


@pytest.mark.parametrize("expression", UNKNOWN)
def test_unknown_and_never_wrong(expression: str) -> None:
    found = _value(expression)
    assert isinstance(found, Unknown) or found == expression, found
    assert not isinstance(found, Unknown) or found.why


SYMBOLS = [
    ("[concat('st', parameters('name'))]", "st${"),
    ("[uniqueString(resourceGroup().id)]", "uniqueString(resourceGroup().id)"),
    ("[toLower(concat('STWEIGHTS', uniqueString('x')))]", "stweights${"),
    ("[take(concat('stweights', uniqueString(resourceGroup().id)), 24)]", "stweights${uniqueString"),
    ("[resourceGroup().location]", "location"),
    ("[reference('Microsoft.X/y').a.b]", "a.b"),
    (
        "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'a'), '2022').keys[0].value]",
        "Microsoft.Storage/storageAccounts/a.primary_access_key",
    ),
    ("[newGuid()]", "newGuid"),
    ("[utcNow('u')]", "utcNow"),
]


@pytest.mark.parametrize(("expression", "shown"), SYMBOLS, ids=[e for e, _ in SYMBOLS])
def test_what_only_the_cloud_knows_is_a_symbol(expression: str, shown: str) -> None:
    found = _value(expression)
    assert is_symbolic(found)
    assert shown in readable(found)
    assert found == _value(expression), "equal arguments give equal symbols"


def test_symbols_of_different_arguments_differ() -> None:
    assert _value("[uniqueString('a')]") != _value("[uniqueString('b')]")
    assert _value("[concat(parameters('shape').a)]") != _value("[concat('', parameters('shape').b)]")


def test_branches_in_common_stay_known() -> None:
    found = _value("[if(parameters('flag'), createObject('a', 1, 'b', 2), createObject('a', 1, 'c', 3))]")
    assert found["a"] == 1
    assert isinstance(found["b"], Unknown)
    assert isinstance(found["c"], Unknown)


def _deployed(template: dict[str, Any], **given: Any) -> Deployment:
    return evaluate(template, parameters=given, origin=HERE)


def _resource(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": name, **more}


def test_conditions_are_three_valued() -> None:
    made = _deployed(
        {
            "parameters": PARAMETERS,
            "resources": [
                _resource("a", condition=False),
                _resource("b", condition="[parameters('flag')]"),
                _resource("c", condition="[bool('true')]"),
            ],
        }
    )
    assert [(r.name, r.condition is True) for r in made.resources] == [("b", False), ("c", True)]


def test_what_a_doubtful_deployment_holds_is_doubtful() -> None:
    inner = {"template": {"resources": [_resource("a", resources=[{"type": "blobServices", "name": "default"}])]}, "mode": "Incremental"}
    stated = {"type": "Microsoft.Resources/deployments", "name": "d", "condition": "[parameters('flag')]", "properties": inner}
    counted = {**stated, "copy": {"name": "c", "count": "[parameters('flag')]"}, "condition": True}
    for one in (stated, counted):
        made = _deployed({"parameters": PARAMETERS, "resources": [one]})
        assert [isinstance(r.condition, Unknown) for r in made.resources] == [True, True]


def test_copies_of_unknown_number_are_one_of_many() -> None:
    made = _deployed(
        {
            "parameters": {"n": {"type": "int"}},
            "resources": [_resource("[concat('st', copyIndex())]", copy={"name": "all", "count": "[parameters('n')]"})],
        }
    )
    assert [r.many for r in made.resources] == [True]
    assert "copyIndex()" in made.resources[0].address


def test_children_take_their_parents_name() -> None:
    inner = {"type": "blobServices", "name": "default", "resources": [{"type": "containers", "name": "models"}]}
    made = _deployed({"resources": [_resource("stweights", resources=[inner])]})
    assert [r.address for r in made.resources] == [
        "Microsoft.Storage/storageAccounts/stweights",
        "Microsoft.Storage/storageAccounts/blobServices/stweights/default",
        "Microsoft.Storage/storageAccounts/blobServices/containers/stweights/default/models",
    ]
    assert made.resources[2].parent.endswith("/storageAccounts/stweights/blobServices/default")


def test_older_spelling_of_extensions() -> None:
    stated = {"type": "Microsoft.Storage/storageAccounts/providers/roleAssignments", "name": "stweights/Microsoft.Authorization/11"}
    made = _deployed({"resources": [stated]})
    assert made.resources[0].type == "Microsoft.Authorization/roleAssignments"
    assert made.resources[0].parent.endswith("/Microsoft.Storage/storageAccounts/stweights")


def test_expressions_of_a_nested_template_are_the_outer_ones_unless_it_says_inner() -> None:
    nested = {"parameters": {"env": {"type": "string", "defaultValue": "inner"}}, "resources": [_resource("[parameters('env')]")]}

    def deployment(options: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "Microsoft.Resources/deployments",
            "name": "d",
            "properties": {"mode": "Incremental", "template": nested, **options},
        }

    for options, wanted in (({}, "Prod"), ({"expressionEvaluationOptions": {"scope": "inner"}}, "inner")):
        made = _deployed({"parameters": PARAMETERS, "resources": [deployment(options)]})
        assert [r.name for r in made.resources] == [wanted]


def test_nested_deployment_goes_to_the_group_it_names() -> None:
    inner = {"template": {"resources": [_resource("a")]}, "mode": "Incremental"}
    stated = {"type": "Microsoft.Resources/deployments", "name": "d", "subscriptionId": "s-2", "resourceGroup": "rg-2", "properties": inner}
    made = _deployed({"resources": [stated]})
    assert made.resources[0].id == "/subscriptions/s-2/resourceGroups/rg-2/providers/Microsoft.Storage/storageAccounts/a"


def test_deployment_that_nests_itself_ends_in_a_gap() -> None:
    template: dict[str, Any] = {"$schema": "", "resources": []}
    stated = {
        "type": "Microsoft.Resources/deployments",
        "name": "d",
        "properties": {"template": template, "expressionEvaluationOptions": {"scope": "inner"}},
    }
    template["resources"] = [_resource("a"), stated]
    made = _deployed(template)
    assert made.gaps
    assert made.resources


def test_existing_is_looked_up() -> None:
    made = _deployed({"languageVersion": "2.0", "resources": {"old": _resource("a", existing=True), "new": _resource("b")}})
    assert [r.existing for r in made.resources] == [True, False]
