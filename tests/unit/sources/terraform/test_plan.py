# SPDX-License-Identifier: Apache-2.0
"""Plans and states: values, unknown values rebuilt from the configuration, homes; and agreement with the source."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from intramuros.estate.values import Unknown, readable, symbol
from intramuros.sources.attributes import Unseen
from intramuros.sources.declared import Declared
from intramuros.sources.terraform.joining import unkeyed
from intramuros.sources.terraform.reader import read

from .loading import write


def ref(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def const(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def change(address: str, after: Any, unknown: Any = None, **more: Any) -> dict[str, Any]:
    mode = "data" if "data." in address else "managed"
    kind, name = unkeyed(address).split(".")[-2:]
    module = address[: address.rindex(("data." if mode == "data" else "") + kind + "." + name)].rstrip(".")
    made = {
        "address": address,
        "mode": mode,
        "type": kind,
        "name": name,
        "change": {"actions": ["create"], "after": after, "after_unknown": unknown or {}},
    }
    return {**made, **({"module_address": module} if module else {}), **more}


def block(address: str, **more: Any) -> dict[str, Any]:
    mode = "data" if address.startswith("data.") else "managed"
    kind, name = address.removeprefix("data.").split(".")
    return {"address": address, "mode": mode, "type": kind, "name": name, "provider_config_key": "aws", **more}


def plan(
    changes: list[dict[str, Any]], resources: list[dict[str, Any]], *, calls: Any = None, providers: Any = None, **more: Any
) -> dict[str, Any]:
    root = {"resources": resources, "module_calls": calls or {}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"provider_config": providers or {}, "root_module": root},
        **more,
    }


def planned(tmp_path: Path, shown: dict[str, Any]) -> dict[str, Declared]:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(shown))
    return {d.address: d for d in read([path]).declared}


KEY = change("aws_kms_key.k", {"description": "d"}, {"arn": True, "id": True})


def test_unknown_values_become_the_reference_that_gives_them(tmp_path: Path) -> None:
    changes = [
        KEY,
        change(
            "aws_db_instance.d",
            {"engine": "postgres", "list": [None, "x"], "block": [{"a": 1}], "port": None},
            {
                "kms_key_id": True,
                "arn": True,
                "list": [True, False],
                "block": [{"key_id": True}],
                "subnet_ids": True,
                "policy": True,
                "stray": True,
            },
        ),
    ]
    expressions = {
        "engine": const("postgres"),
        "kms_key_id": ref("aws_kms_key.k.arn", "aws_kms_key.k"),
        "list": ref("aws_kms_key.k.id", "aws_kms_key.k"),
        "block": [{"a": const(1), "key_id": ref("aws_kms_key.k.key_id", "aws_kms_key.k")}],
        "subnet_ids": ref("aws_kms_key.k.id", "aws_kms_key.k", "aws_kms_key.k.arn", "aws_kms_key.k"),
        "policy": ref("aws_kms_key.k.arn", "aws_kms_key.k"),
        "stray": ref("local.x"),
    }
    made = planned(tmp_path, plan(changes, [block("aws_kms_key.k"), block("aws_db_instance.d", expressions=expressions)]))[
        "aws_db_instance.d"
    ]
    arn, own = symbol("aws_kms_key.k", "arn"), symbol("aws_kms_key.k", "id")
    assert made.attrs["kms_key_id"] == arn
    assert made.attrs["list"] == [own, "x"]
    assert made.attrs["block"] == [{"a": 1, "key_id": symbol("aws_kms_key.k", "key_id")}]
    assert made.attrs["subnet_ids"][:2] == [own, arn]
    assert [type(v) for v in made.attrs["subnet_ids"][2:]] == [Unseen], "an id written down beside them is not shown"
    assert "arn" not in made.attrs
    assert made.attrs["port"] is None
    assert isinstance(made.attrs["policy"], Unknown), "a policy is composed around the reference: the reference is not the policy"
    assert "aws_kms_key.k.arn" in made.attrs["policy"].why
    assert isinstance(made.attrs["stray"], Unknown)
    assert made.refs == {
        "kms_key_id": ("aws_kms_key.k",), "list": ("aws_kms_key.k",), "block": ("aws_kms_key.k",), "subnet_ids": ("aws_kms_key.k",),
        "policy": ("aws_kms_key.k",), "stray": ("local.x",),
    }  # fmt: skip
    assert (made.origin.line, made.origin.dialect) == (0, "plan")


def test_references_through_modules_variables_outputs_and_each(tmp_path: Path) -> None:
    inner = {
        "resources": [
            block("aws_kms_key.in"),
            block("aws_ebs_volume.v", expressions={"kms_key_id": ref("var.key"), "snapshot_id": ref("var.given.id", "var.given")}),
        ],
        "outputs": {"arn": {"expression": ref("aws_kms_key.in.arn", "aws_kms_key.in")}},
        "variables": {"key": {}, "given": {}},
    }
    calls = {
        "m": {
            "expressions": {"key": ref("aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k"), "given": ref("each.value")},
            "for_each_expression": ref("aws_ebs_snapshot.s"),
            "module": inner,
        }
    }
    changes = [
        change("aws_kms_key.k[0]", {}, {"arn": True}, index=0),
        *[change(f'aws_ebs_snapshot.s["{k}"]', {}, {"id": True}, index=k) for k in ("a", "b.c")],
        *[change(f'module.m["{k}"].aws_ebs_volume.v', {}, {"kms_key_id": True, "snapshot_id": True}) for k in ("a", "b.c")],
        *[change(f'module.m["{k}"].aws_kms_key.in', {}, {"arn": True}) for k in ("a", "b.c")],
        *[change(f'aws_ebs_volume.each["{k}"]', {}, {"kms_key_id": True, "snapshot_id": True}, index=k) for k in ("a", "b.c")],
    ]
    each = {"kms_key_id": ref("module.m", "each.key"), "snapshot_id": ref("each.value.id", "each.value")}
    resources = [
        block("aws_kms_key.k"), block("aws_ebs_snapshot.s"),
        block("aws_ebs_volume.each", expressions={**each, "kms_key_id": ref('module.m["b.c"].arn', 'module.m["b.c"]', "module.m")}, for_each_expression=ref("aws_ebs_snapshot.s")),  # noqa: E501
    ]  # fmt: skip
    made = planned(tmp_path, plan(changes, resources, calls=calls))
    for k in ("a", "b.c"):
        inside = made[f'module.m["{k}"].aws_ebs_volume.v'].attrs
        assert inside == {"kms_key_id": symbol("aws_kms_key.k[0]", "arn"), "snapshot_id": symbol(f'aws_ebs_snapshot.s["{k}"]', "id")}
        outside = made[f'aws_ebs_volume.each["{k}"]'].attrs
        assert outside == {
            "kms_key_id": symbol('module.m["b.c"].aws_kms_key.in', "arn"),
            "snapshot_id": symbol(f'aws_ebs_snapshot.s["{k}"]', "id"),
        }


DOCUMENT_AFTER = {
    "statement": [
        {"sid": "A", "effect": None, "actions": ["kms:Decrypt"], "resources": [None], "principals": [], "condition": []},
        {"sid": None, "effect": "Deny", "actions": ["s3:*"], "resources": ["*"], "principals": [{"type": "*", "identifiers": ["*"]}],
         "condition": [{"test": "StringNotEquals", "variable": "aws:SourceVpce", "values": [None]}]},
        {"sid": None, "effect": None, "actions": ["s3:GetObject"], "resources": [None], "principals": [], "condition": []},
    ]
}  # fmt: skip
DOCUMENT_MASK = {
    "id": True, "json": True, "minified_json": True,
    "statement": [
        {"actions": [False], "resources": [True]},
        {"actions": [False], "resources": [False], "condition": [{"values": [True]}]},
        {"actions": [False], "resources": [True]},
    ],
}  # fmt: skip
DOCUMENT_SHOWN = [
    {"actions": const(["kms:Decrypt"]), "sid": const("A"), "resources": ref("aws_kms_key.k.arn", "aws_kms_key.k")},
    {"actions": const(["s3:*"]), "effect": const("Deny"), "resources": const(["*"]), "principals": [{"type": const("*"), "identifiers": const(["*"])}],
     "condition": [{"test": const("StringNotEquals"), "variable": const("aws:SourceVpce"), "values": ref("aws_vpc_endpoint.e.id", "aws_vpc_endpoint.e")}]},
    {"actions": const(["s3:GetObject"]), "resources": ref("aws_s3_bucket.b.arn", "aws_s3_bucket.b")},
]  # fmt: skip
OTHERS = [KEY, change("aws_vpc_endpoint.e", {}, {"id": True}), change("aws_s3_bucket.b", {}, {"arn": True})]
POLICY = change("aws_s3_bucket_policy.p", {}, {"policy": True})
POLICY_BLOCKS = [
    block("aws_kms_key.k"), block("aws_vpc_endpoint.e"), block("aws_s3_bucket.b"),
    block("data.aws_iam_policy_document.d", expressions={"statement": DOCUMENT_SHOWN}),
    block("aws_s3_bucket_policy.p", expressions={"policy": ref("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d")}),
]  # fmt: skip


def test_policy_documents_are_rebuilt(tmp_path: Path) -> None:
    made = planned(
        tmp_path, plan([*OTHERS, POLICY, change("data.aws_iam_policy_document.d", DOCUMENT_AFTER, DOCUMENT_MASK)], POLICY_BLOCKS)
    )
    policy = json.loads(made["aws_s3_bucket_policy.p"].attrs["policy"])
    first, second, third = policy["Statement"]
    assert first == {"Sid": "A", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": symbol("aws_kms_key.k", "arn")}
    assert second["Principal"] == "*"
    assert second["Condition"] == {"StringNotEquals": {"aws:SourceVpce": symbol("aws_vpc_endpoint.e", "id")}}
    assert third["Resource"].startswith(symbol("aws_s3_bucket.b", "arn"))
    assert "not shown in a plan" in readable(third["Resource"]), "`/*` may follow: neither the bucket alone nor all of it may be claimed"
    assert made["data.aws_iam_policy_document.d"].mode == "data"


def test_policy_documents_are_rebuilt_from_the_configuration_alone(tmp_path: Path) -> None:
    """It lists what each set mentions: how many members there are, and which are written down, it does not show."""
    made = planned(tmp_path, plan([*OTHERS, POLICY], POLICY_BLOCKS))
    policy = json.loads(made["aws_s3_bucket_policy.p"].attrs["policy"])
    first, second, third = policy["Statement"]
    assert (first["Sid"], first["Effect"], first["Action"]) == ("A", "Allow", "kms:Decrypt")
    assert second["Principal"] == "*"
    for listed, known in (
        (first["Resource"], symbol("aws_kms_key.k", "arn")),
        (second["Condition"]["StringNotEquals"]["aws:SourceVpce"], symbol("aws_vpc_endpoint.e", "id")),
        (third["Resource"], symbol("aws_s3_bucket.b", "arn")),
    ):
        assert any(text.startswith(known) for text in listed)
        assert any("beside references" in readable(text) for text in listed)
    assert made["data.aws_iam_policy_document.d"].mode == "data"


PROVIDERS = {
    "aws": {
        "name": "aws",
        "version_constraint": "~> 5.0",
        "expressions": {"region": ref("var.region"), "allowed_account_ids": ref("var.account")},
    },
    "aws.local": {"name": "aws", "alias": "local", "expressions": {"region": ref("local.region")}},
    "aws.built": {"name": "aws", "alias": "built", "expressions": {"region": ref("var.part")}},
    "module.m:aws": {"name": "aws", "module_address": "module.m", "expressions": {"region": ref("var.where")}},
    "azurerm": {"name": "azurerm", "expressions": {"features": [{}], "subscription_id": const("s-1"), "tenant_id": const("t-1")}},
}


def test_homes(tmp_path: Path) -> None:
    names = {"a": "aws", "l": "aws.local", "b": "aws.built"}
    resources = [
        block(f"aws_vpc.{n}", provider_config_key=k) if False else {**block(f"aws_vpc.{n}"), "provider_config_key": k}
        for n, k in names.items()
    ]
    resources += [
        {**block("azurerm_subnet.s"), "provider_config_key": "azurerm"},
        {**block("data.aws_region.r"), "provider_config_key": "aws.local"},
    ]
    calls = {
        "m": {
            "expressions": {"where": const("eu-west-3")},
            "module": {"resources": [{**block("aws_vpc.i"), "provider_config_key": "module.m:aws"}], "variables": {"where": {}}},
        }
    }
    changes = [change(a, {}) for a in ("aws_vpc.a", "aws_vpc.l", "aws_vpc.b", "azurerm_subnet.s", "module.m.aws_vpc.i")]
    variables = {"region": {"value": "eu-central-1"}, "account": {"value": "111122223333"}, "part": {"value": "central-1"}}
    prior = {
        "values": {
            "root_module": {
                "resources": [
                    {"address": "data.aws_region.r", "mode": "data", "type": "aws_region", "name": "r", "values": {"name": "eu-north-1"}}
                ]
            }
        }
    }
    made = planned(tmp_path, plan(changes, resources, calls=calls, providers=PROVIDERS, variables=variables, prior_state=prior))
    home = made["aws_vpc.a"].home
    assert (home.region, home.account, home.version, home.name) == ("eu-central-1", "111122223333", "~> 5.0", "aws")
    assert made["aws_vpc.l"].home.region == "eu-north-1", "a data source told it"
    assert isinstance(made["aws_vpc.b"].home.region, Unknown), "eu-${var.part} is not central-1"
    assert made["module.m.aws_vpc.i"].home.region == "eu-west-3"
    assert (made["azurerm_subnet.s"].home.account, made["azurerm_subnet.s"].home.tenant) == ("s-1", "t-1")


def test_what_goes_and_what_stays(tmp_path: Path) -> None:
    changes = [
        {**change("aws_vpc.gone", None), "change": {"actions": ["delete"], "after": None}},
        {**change("aws_vpc.forgotten", None), "change": {"actions": ["forget"], "after": None}},
        {
            **change("aws_vpc.same", {"arn": "arn:aws:ec2:eu-central-1:111122223333:vpc/v"}),
            "change": {"actions": ["no-op"], "after": {"arn": "arn:aws:ec2:eu-central-1:111122223333:vpc/v"}},
        },
        {**change("aws_vpc.old", {}), "deposed": "abc"},
        {**change("aws_vpc.new", {}), "change": {"actions": ["delete", "create"], "after": {"x": 1}, "after_unknown": {}}},
    ]
    values = {
        "root_module": {
            "child_modules": [
                {
                    "address": "module.m",
                    "resources": [{"address": "module.m.aws_vpc.v", "mode": "managed", "type": "aws_vpc", "name": "v", "values": {"x": 2}}],
                }
            ]
        }
    }
    made = planned(tmp_path, plan(changes, [], planned_values=values))
    assert {a: d.attrs.get("x") for a, d in made.items()} == {"aws_vpc.same": None, "aws_vpc.new": 1, "module.m.aws_vpc.v": 2}
    assert (made["aws_vpc.same"].home.account, made["aws_vpc.same"].home.region) == ("111122223333", "eu-central-1")


def test_forged_symbols_in_a_plan(tmp_path: Path) -> None:
    made = planned(tmp_path, plan([change("aws_vpc.v", {"a": symbol("aws_kms_key.k", "arn"), "b": "x"})], []))
    assert made["aws_vpc.v"].attrs["a"] == "\ufffdaws_kms_key.k\ufffdarn\ufffd"


def test_a_hidden_dynamic_block_is_unknown_not_unset(tmp_path: Path) -> None:
    changes = [change("x_y.z", {"rule": [{"name": "a"}]}, {"rule": [{"key_id": True}], "computed": True})]
    attrs = planned(tmp_path, plan(changes, [block("x_y.z", expressions={})]))["x_y.z"].attrs
    assert isinstance(attrs["rule"][0]["key_id"], Unknown)
    assert "computed" not in attrs


def test_values_are_not_put_into_messages(tmp_path: Path) -> None:
    changes = [KEY, change("aws_ssm_parameter.p", {}, {"value": True})]
    shown = {"value": ref("var.secret", "aws_kms_key.k.arn", "aws_kms_key.k")}
    more = {"variables": {"secret": {"value": "hunter2"}}}
    value = planned(tmp_path, plan(changes, [block("aws_kms_key.k"), block("aws_ssm_parameter.p", expressions=shown)], **more))[
        "aws_ssm_parameter.p"
    ].attrs["value"]
    assert "hunter2" not in value.why
    assert "aws_kms_key.k.arn" in value.why


def test_states(tmp_path: Path) -> None:
    arn = "arn:aws:kms:eu-central-1:111122223333:key/k"
    tree = {"root_module": {"resources": [{"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "values": {"arn": arn}}],
                            "child_modules": [{"address": "module.m", "resources": [{"address": "module.m.aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "values": {"arn": "arn:aws:iam::111122223333:role/r"}}]}]}}  # fmt: skip  # noqa: E501
    raw = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x", "resources": [
        {"mode": "managed", "type": "aws_kms_key", "name": "k", "provider": 'provider["registry.terraform.io/hashicorp/aws"].eu', "instances": [{"attributes": {"arn": arn}}]},  # noqa: E501
        {"module": "module.m", "mode": "managed", "type": "aws_iam_role", "name": "r", "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
         "instances": [{"attributes": {"arn": "arn:aws:iam::111122223333:role/r"}}, {"index_key": "x.y", "attributes": {}}, {"index_key": 1, "attributes": {}}]},
        {"mode": "data", "type": "aws_region", "name": "c", "provider": "p", "instances": [{"attributes": {"name": "n"}}]}]}  # fmt: skip
    write(
        tmp_path,
        {
            "state.json": json.dumps({"format_version": "1.0", "terraform_version": "1.11.4", "values": tree}),
            "terraform.tfstate": json.dumps(raw),
        },
    )
    for name in ("state.json", "terraform.tfstate"):
        made = {d.address: d for d in read([tmp_path / name]).declared}
        key = made["aws_kms_key.k"]
        assert (key.attrs["arn"], key.home.account, key.home.region, key.origin.dialect) == (arn, "111122223333", "eu-central-1", "state")
        assert made["module.m.aws_iam_role.r"].home.account == "111122223333"
    assert {'module.m.aws_iam_role.r["x.y"]', "module.m.aws_iam_role.r[1]", "data.aws_region.c"} <= set(made)
    assert key.home.name == "aws.eu"


def test_a_folder_that_holds_only_a_plan(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"out/plan.json.gz": gzip.compress(json.dumps(plan([change("aws_vpc.v", {"x": 1})], [])).encode()), "out/package.json": "{}"},
    )
    found = read([tmp_path])
    assert [d.address for d in found.declared] == ["aws_vpc.v"]
    assert found.gaps == ()


SOURCE = """\
variable "name" {}
resource "aws_kms_key" "k" {}
resource "aws_s3_bucket" "b" {
  bucket = var.name
}
resource "aws_iam_policy" "p" {
  name   = "x"
  policy = jsonencode({ Resource = "${aws_kms_key.k.arn}" })
}
resource "aws_vpc" "fresh" {}
"""


def test_plan_and_source_together(tmp_path: Path) -> None:
    changes = [
        KEY,
        change("aws_s3_bucket.b", {"bucket": "given", "force_destroy": False}),
        change("aws_iam_policy.p", {"name": "x"}, {"policy": True}),
    ]
    shown = plan(
        changes,
        [
            block("aws_kms_key.k"),
            block("aws_s3_bucket.b"),
            block("aws_iam_policy.p", expressions={"policy": ref("aws_kms_key.k.arn", "aws_kms_key.k")}),
        ],
        variables={"name": {"value": "given"}},
    )
    write(tmp_path, {"src/main.tf": SOURCE, "plan.json": json.dumps(shown)})
    found = read([tmp_path / "src", tmp_path / "plan.json"])
    made = {d.address: d for d in found.declared}
    assert set(made) == {"aws_kms_key.k", "aws_s3_bucket.b", "aws_iam_policy.p", "aws_vpc.fresh"}
    bucket = made["aws_s3_bucket.b"]
    assert bucket.attrs == {"bucket": "given", "force_destroy": False}
    assert (bucket.origin.file.endswith("main.tf"), bucket.origin.line, bucket.lines["bucket"].line) == (True, 3, 4)
    assert made["aws_iam_policy.p"].attrs["policy"] == '{"Resource":"' + symbol("aws_kms_key.k", "arn") + '"}'
    assert [g.what for g in found.gaps] == ["`aws_vpc.fresh` is in the source but not in the plan or state, which is older"]


def test_plans_of_two_environments(tmp_path: Path) -> None:
    for name in ("prod", "dev"):
        changes = [KEY, change("aws_s3_bucket.b", {}, {"key_id": True})]
        shown = plan(
            changes, [block("aws_kms_key.k"), block("aws_s3_bucket.b", expressions={"key_id": ref("aws_kms_key.k.id", "aws_kms_key.k")})]
        )
        write(tmp_path, {f"{name}.json": json.dumps(shown)})
    made = {d.address: d for d in read([tmp_path / "prod.json", tmp_path / "dev.json"]).declared}
    assert set(made) == {f"{e}/{a}" for e in ("prod", "dev") for a in ("aws_kms_key.k", "aws_s3_bucket.b")}
    assert made["dev/aws_s3_bucket.b"].attrs["key_id"] == symbol("dev/aws_kms_key.k", "id")
    assert made["dev/aws_s3_bucket.b"].refs == {"key_id": ("dev/aws_kms_key.k",)}


def test_a_large_plan_is_linear(tmp_path: Path) -> None:
    changes, resources = [KEY], [block("aws_kms_key.k")]
    for i in range(5000):
        changes.append(change(f"aws_ebs_volume.v{i}", {"size": i}, {"arn": True, "id": True, "kms_key_id": True}))
        resources.append(
            block(f"aws_ebs_volume.v{i}", expressions={"size": const(i), "kms_key_id": ref("aws_kms_key.k.arn", "aws_kms_key.k")})
        )
    made = planned(tmp_path, plan(changes, resources))
    assert made["aws_ebs_volume.v4999"].attrs == {"size": 4999, "kms_key_id": symbol("aws_kms_key.k", "arn")}
