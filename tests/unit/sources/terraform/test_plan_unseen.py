# SPDX-License-Identifier: Apache-2.0
"""What a plan does not show beside a reference is not taken for absent: shapes as Terraform 1.11 writes them with the AWS provider 5.100."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, readable, symbol
from intramuros.sources.attributes import Unseen
from intramuros.sources.declared import Declared
from intramuros.sources.terraform.reader import read

from .test_plan import block, change, const, plan, planned, ref

USER = change("aws_iam_user.u", {"name": "u"}, {"arn": True, "id": True})
OTHER = change("aws_iam_user.v", {"name": "v"}, {"arn": True, "id": True})
POLICY = change("aws_iam_policy.p", {"name": "p"}, {"arn": True})
BLOCKS = [block("aws_iam_user.u"), block("aws_iam_user.v"), block("aws_iam_policy.p")]
ARN = symbol("aws_iam_user.u", "arn")


def _one(tmp_path: Path, address: str, after: Any, mask: Any, expressions: Any, *others: dict[str, Any]) -> Declared:
    changes = [USER, OTHER, POLICY, *others, change(address, after, mask)]
    shown = [*BLOCKS, *(block(c["address"]) for c in others), block(address, expressions=expressions)]
    return planned(tmp_path, plan(changes, shown))[address]


@pytest.mark.parametrize(
    ("address", "attribute", "mentioned"),
    [
        ("aws_iam_role.r", "managed_policy_arns", "aws_iam_policy.p"),
        ("aws_iam_group_membership.m", "users", "aws_iam_user.u"),
        ("aws_instance.i", "vpc_security_group_ids", "aws_iam_user.u"),
    ],
)
def test_a_set_may_hold_more_than_what_it_mentions(tmp_path: Path, address: str, attribute: str, mentioned: str) -> None:
    made = _one(tmp_path, address, {}, {attribute: True}, {attribute: ref(f"{mentioned}.arn", mentioned)})
    first, rest = made.attrs[attribute]
    assert first == symbol(mentioned, "arn")
    assert isinstance(rest, Unseen)
    assert f"`{address}.{attribute}`" in rest.why


@pytest.mark.parametrize(("network", "doubted"), [({"vpc_id": True}, False), ({}, True)])
def test_nothing_is_written_down_yet_of_a_network_that_is_new(tmp_path: Path, network: dict[str, bool], doubted: bool) -> None:
    vpc = change("aws_vpc.v", {}, {"id": True})
    group = change("aws_security_group.g", {} if network else {"vpc_id": "vpc-0a1b2c3d"}, {"id": True, **network})
    changes = [vpc, group, change("aws_instance.i", {}, {"vpc_security_group_ids": True})]
    shown = [
        block("aws_vpc.v"),
        block("aws_security_group.g", expressions={"vpc_id": ref("aws_vpc.v.id", "aws_vpc.v") if network else const("vpc-0a1b2c3d")}),
        block("aws_instance.i", expressions={"vpc_security_group_ids": ref("aws_security_group.g.id", "aws_security_group.g")}),
    ]
    groups = planned(tmp_path, plan(changes, shown))["aws_instance.i"].attrs["vpc_security_group_ids"]
    assert groups[0] == symbol("aws_security_group.g", "id")
    assert [isinstance(g, Unseen) for g in groups[1:]] == ([True] if doubted else [])


def _statement(**more: Any) -> dict[str, Any]:
    return {"sid": None, "effect": None, "actions": ["s3:GetObject"], "resources": None, "principals": [], "condition": [], **more}


def _document(tmp_path: Path, after: Any, mask: Any, shown: Any, *others: dict[str, Any]) -> list[dict[str, Any]]:
    whole = {"json": True, "minified_json": True}
    made = _one(tmp_path, "data.aws_iam_policy_document.d", after, {**mask, **whole}, shown, *others)
    assert isinstance(made.attrs["json"], str), made.attrs["json"]
    return list(json.loads(made.attrs["json"])["Statement"])


def test_a_literal_that_the_plan_shows_stands_beside_the_reference(tmp_path: Path) -> None:
    """`identifiers = [aws_iam_user.u.arn, var.partner]`: sets come sorted, what is known first."""
    partner = "arn:aws:iam::999999999999:root"
    after = {"statement": [_statement(principals=[{"type": "AWS", "identifiers": [partner, None]}])]}
    mask = {"statement": [{"principals": [{"identifiers": [False, True]}]}]}
    shown = {
        "statement": [{"principals": [{"type": const("AWS"), "identifiers": ref("aws_iam_user.u.arn", "aws_iam_user.u", "var.partner")}]}]
    }
    changes = [USER, change("data.aws_iam_policy_document.d", after, {**mask, "json": True})]
    blocks = [*BLOCKS, block("data.aws_iam_policy_document.d", expressions=shown)]
    made = planned(tmp_path, plan(changes, blocks, variables={"partner": {"value": partner}}))["data.aws_iam_policy_document.d"]
    assert sorted(json.loads(made.attrs["json"])["Statement"][0]["Principal"]["AWS"]) == sorted([partner, ARN])


def test_identifiers_made_by_a_function_may_hold_more(tmp_path: Path) -> None:
    """`identifiers = distinct([aws_iam_user.u.arn, "arn:aws:iam::999999999999:root"])`."""
    after = {"statement": [_statement(principals=[{"type": "AWS"}])]}
    mask = {"statement": [{"principals": [{"identifiers": True}]}]}
    shown = {"statement": [{"principals": [{"type": const("AWS"), "identifiers": ref("aws_iam_user.u.arn", "aws_iam_user.u")}]}]}
    (one,) = _document(tmp_path, after, mask, shown)
    assert ARN in one["Principal"]["AWS"]
    assert any("beside references" in readable(p) for p in one["Principal"]["AWS"])


@pytest.mark.parametrize(
    ("where", "attribute", "whole"),
    [("resources", "id", False), ("resources", "arn", True), ("values", "unique_id", False), ("values", "arn", True)],
)
def test_a_name_or_id_in_a_document_is_part_of_a_text(tmp_path: Path, where: str, attribute: str, whole: bool) -> None:
    """`"arn:aws:s3:::${aws_s3_bucket.b.id}/*"` and `aws_s3_bucket.b.id` look alike in a plan; an ARN begins a text, or is all of it."""
    user = change("aws_iam_user.w", {}, {"arn": True, "id": True, "unique_id": True})
    mention = ref(f"aws_iam_user.w.{attribute}", "aws_iam_user.w")
    if where == "resources":
        after, mask = _statement(resources=[None]), {"resources": [True]}
        shown: dict[str, Any] = {"resources": mention}
    else:
        test = {"test": "StringNotLike", "variable": "aws:userId", "values": [None]}
        after, mask = _statement(resources=["*"], condition=[test]), {"condition": [{"values": [True]}]}
        shown = {"condition": [{"test": const("StringNotLike"), "variable": const("aws:userId"), "values": mention}]}
    (one,) = _document(tmp_path, {"statement": [after]}, {"statement": [mask]}, {"statement": [shown]}, user)
    found = one["Resource"] if where == "resources" else one["Condition"]["StringNotLike"]["aws:userId"]
    assert (found == symbol("aws_iam_user.w", attribute)) is whole
    assert whole or "known only after apply" in readable(found)
    assert "${" not in found, "a reason inside a pattern is no policy variable"


def test_a_document_given_by_a_function_is_not_all_there_is(tmp_path: Path) -> None:
    """`source_policy_documents = compact([data.aws_iam_policy_document.s.json, "{…}"])`."""
    source = change(
        "data.aws_iam_policy_document.s",
        {"statement": [_statement(resources=[None])]},
        {"json": True, "statement": [{"resources": [True]}]},
    )
    shown = {"source_policy_documents": ref("data.aws_iam_policy_document.s.json", "data.aws_iam_policy_document.s")}
    changes = [USER, source, change("data.aws_iam_policy_document.d", {"statement": []}, {"json": True, "source_policy_documents": True})]
    blocks = [
        *BLOCKS,
        block("data.aws_iam_policy_document.s", expressions={"statement": [{"resources": ref("aws_iam_user.u.arn", "aws_iam_user.u")}]}),
        block("data.aws_iam_policy_document.d", expressions=shown),
    ]
    assert isinstance(planned(tmp_path, plan(changes, blocks))["data.aws_iam_policy_document.d"].attrs["json"], Unknown)


def test_blocks_beside_dynamic_ones_are_not_told_apart(tmp_path: Path) -> None:
    """One statement stands in the configuration, two in the plan: the other is `dynamic`, and either may be it."""
    names = {"principals": [{"type": "AWS", "identifiers": [None]}]}
    after = {"statement": [_statement(**names), _statement(**names)]}
    mask = {"statement": [{"principals": [{"identifiers": [True]}]}] * 2}
    shown = {"statement": [{"principals": [{"type": const("AWS"), "identifiers": ref("aws_iam_user.u.arn", "aws_iam_user.u")}]}]}
    for one in _document(tmp_path, after, mask, shown):
        assert one["Principal"]["AWS"] != ARN
        assert "known only after apply" in readable(one["Principal"]["AWS"])


def test_blocks_of_a_set_are_told_apart_by_constants_alone(tmp_path: Path) -> None:
    """A plan writes a set in its own order: which port goes with which group is known by a constant, or not at all."""
    after = {"ingress": [{"to_port": 80, "self": False}, {"to_port": 443, "self": False}]}
    mask = {"ingress": [{"security_groups": True}, {"security_groups": True}]}

    def groups(low: Any, high: Any) -> list[Any]:
        shown = [
            {"to_port": high, "security_groups": ref("aws_iam_user.v.id", "aws_iam_user.v")},
            {"to_port": low, "security_groups": ref("aws_iam_user.u.id", "aws_iam_user.u")},
        ]
        made = _one(tmp_path, "aws_security_group.g", after, mask, {"ingress": shown})
        return [one["security_groups"] for one in made.attrs["ingress"]]

    assert [g[0] for g in groups(const(80), const(443))] == [symbol("aws_iam_user.u", "id"), symbol("aws_iam_user.v", "id")]
    assert all(isinstance(g, Unknown) for g in groups(ref("var.low"), ref("var.high")))


@pytest.mark.parametrize(
    ("attribute", "meant"),
    [("vpc_id", "id"), ("route_table_id", "main_route_table_id"), ("vpc_security_group_ids", "default_security_group_id"), ("key_id", "")],
)
def test_an_attribute_behind_an_index_is_told_by_what_takes_it(tmp_path: Path, attribute: str, meant: str) -> None:
    """Of `aws_vpc.v[each.key].main_route_table_id` a plan lists `aws_vpc.v` and `each.key`."""
    changes = [change('aws_vpc.v["a"]', {}, {"id": True}, index="a"), change('aws_x.y["a"]', {}, {attribute: True}, index="a")]
    expressions = {attribute: ref("aws_vpc.v", "each.key")}
    shown = [block("aws_vpc.v", for_each_expression=const({})), block("aws_x.y", expressions=expressions, for_each_expression=const({}))]
    value = planned(tmp_path, plan(changes, shown))['aws_x.y["a"]'].attrs[attribute]
    first = value[0] if isinstance(value, list) else value
    assert first == symbol('aws_vpc.v["a"]', meant) if meant else isinstance(first, Unknown)


KEPT = {"mode": "managed", "type": "aws_vpc", "name": "kept", "address": "aws_vpc.kept", "values": {"id": "vpc-1"}}
PRIOR = {"values": {"root_module": {"resources": [KEPT]}}}


def _read(tmp_path: Path, **shown: Any) -> tuple[set[str], list[str]]:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", "configuration": {"root_module": {}}, **shown}))
    made = read([path])
    return {d.address for d in made.declared}, [g.what for g in made.gaps]


def test_a_plan_that_only_refreshes_leaves_everything(tmp_path: Path) -> None:
    """`terraform plan -refresh-only`: no resource_changes, and planned_values are empty."""
    assert _read(tmp_path, planned_values={"root_module": {}}, prior_state=PRIOR) == ({"aws_vpc.kept"}, [])


def test_a_plan_with_targets_leaves_the_rest(tmp_path: Path) -> None:
    changes = [change("aws_vpc.new", {"x": 1})]
    planned_values = {"root_module": {"resources": [{**KEPT, "address": "aws_vpc.new", "name": "new"}]}}
    made, gaps = _read(tmp_path, resource_changes=changes, planned_values=planned_values, prior_state=PRIOR, complete=False)
    assert made == {"aws_vpc.new", "aws_vpc.kept"}
    assert gaps == ["the plan is partial: of `-target`, or with changes deferred"]


def test_a_plan_that_destroys_all_says_so(tmp_path: Path) -> None:
    gone = {**change("aws_vpc.kept", None), "change": {"actions": ["delete"], "after": None}}
    made, gaps = _read(tmp_path, resource_changes=[gone], planned_values={"root_module": {}}, prior_state=PRIOR)
    assert made == set()
    assert gaps == ["the plan destroys every resource and leaves none to review"]


def test_a_resource_that_is_replaced_or_moved_is_read_once(tmp_path: Path) -> None:
    replaced = {**change("aws_vpc.kept", {}), "change": {"actions": ["delete", "create"], "after": {}, "after_unknown": {"id": True}}}
    moved = {**change("aws_vpc.to", {"x": 1}), "previous_address": "aws_vpc.from"}
    before = {"values": {"root_module": {"resources": [KEPT, {**KEPT, "address": "aws_vpc.from", "name": "from"}]}}}
    assert _read(tmp_path, resource_changes=[replaced, moved], prior_state=before) == ({"aws_vpc.kept", "aws_vpc.to"}, [])
