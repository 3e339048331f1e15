# SPDX-License-Identifier: Apache-2.0
"""Who reaches a store: own roles, strangers, lower accounts, endpoints, organisations, shares; each with its guards."""

from __future__ import annotations

from typing import Any

import pytest
from aws_builder import (
    AT,
    DEV,
    HOME,
    VENDOR,
    access,
    allow,
    aws,
    blocked,
    bounds,
    bucket,
    deny,
    document,
    group,
    guards,
    key,
    opens,
    reached,
    role,
    role_arn,
    root,
    sealed,
    secret,
    share,
    unread,
    user,
)

from intramuros.estate.access import Account, Identity, Key, Vault
from intramuros.estate.bounds import Placement
from intramuros.estate.graph import Estate
from intramuros.estate.network import Network, PrivateEndpoint, Subnet
from intramuros.estate.stores import DataStore, Seal
from intramuros.estate.values import Unknown, symbol
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.access.aws.readers import AwsAccess

B = "arn:aws:s3:::b/*"
READS = allow("s3:GetObject", B)
APP = "aws_iam_role.app"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((READS,), True),
        ((allow("s3:*", "*"),), True),
        ((allow("s3:GetObject", "arn:aws:s3:::b/only/this/*"),), True),
        ((allow("s3:GetObject", "arn:aws:s3:::b"),), None),
        ((allow("s3:GetObject", "arn:aws:s3:::bb/*"),), None),
        ((allow("s3:ListBucket", "*"),), None),
        ((READS, deny("s3:*", B)), False),
        ((READS, deny("s3:*", "arn:aws:s3:::b/secret/*")), True),
        ((allow("s3:GetObject", "arn:aws:s3:::b/a/*"), deny("s3:*", "arn:aws:s3:::b/a/*")), False),
        (({"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "arn:aws:s3:::b*"},), True),
        (({"Effect": "Allow", "NotAction": ["s3:*", "iam:*", "sts:*"], "Resource": "*"},), None),
        (({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*"},), None),
        ((allow("*"), {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/public/*"}), True),
        ((allow("s3:GetObject", B, None, {"StringEquals": {"aws:PrincipalTag/team": "ml"}}),), True),
        ((allow("s3:GetObject", B, None, {"StringEquals": {"aws:PrincipalTag/team": "ops"}}),), False),
        ((allow("s3:GetObject", B, None, {"StringEquals": {"aws:PrincipalTag/other": "x"}}),), False),
        ((allow("s3:GetObject", B, None, {"DateLessThan": {"aws:CurrentTime": "2023-12-01T00:00:00Z"}}),), False),
        ((allow("s3:GetObject", B, None, {"DateGreaterThan": {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}}),), True),
        ((allow("s3:GetObject", B, None, {"DateLessThan": {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}}),), False),
        ((allow("s3:GetObject", B, None, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),), True),
        ((allow("s3:GetObject", "arn:aws:s3:::*-clinic/*"),), None),
        ((allow("s3:GetObject", B, None, {"StringEquals": {"aws:ResourceAccount": HOME}}),), True),
        ((allow("s3:GetObject", B, None, {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),), False),
        ((allow("s3:GetObject", "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"),), True),
        ((allow("s3:GetObject", f"arn:aws:s3:::{symbol('var.bucket', '')}/*"),), "unknown"),
        ((allow("s3:PutBucketPolicy", "arn:aws:s3:::b"),), True),
    ],
)
def test_identity_policies_of_an_own_role(statements: tuple[Any, ...], expected: object) -> None:
    store = bucket("b")
    assert opens(access(store, role("app", *statements, tags={"team": "ml"})).reaches(store), APP) == expected


@pytest.mark.parametrize(
    ("more", "expected", "names"),
    [
        ({"boundary": document(allow("cloudwatch:*"), address="aws_iam_policy.limit")}, False, ["permissions boundary"]),
        ({"boundary": document(allow("s3:*"), address="aws_iam_policy.limit")}, True, []),
        ({"boundary": document(allow("s3:GetObject", "arn:aws:s3:::b/a/*"))}, True, []),
        ({"boundary": document(allow("s3:GetObject", "arn:aws:s3:::other/*"))}, False, ["permissions boundary"]),
        ({"boundary": unread()}, "unknown", []),
    ],
)
def test_boundaries(more: dict[str, Any], expected: object, names: list[str]) -> None:
    store = bucket("b")
    found = access(store, role("app", READS, **more)).reaches(store)
    assert opens(found, APP) == expected
    assert guards(found, APP) == names


def test_a_boundary_does_not_limit_what_the_bucket_gives_to_everyone() -> None:
    store = bucket("b", allow("s3:GetObject", B, "*", {"StringEquals": {"aws:PrincipalOrgID": "o-klinik"}}))
    limited = role("app", boundary=document(allow("cloudwatch:*")))
    assert opens(access(store, limited).reaches(store), APP) is True


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (f"arn:aws:iam::{HOME}:role/app", False),
        (APP, False),
        (f"arn:aws:sts::{HOME}:assumed-role/app/night", True),
    ],
)
def test_a_boundary_limits_what_the_bucket_gives_to_a_role_but_not_to_one_of_its_sessions(named: str, expected: bool) -> None:
    store = bucket("b", allow("s3:GetObject", B, {"AWS": named}))
    limited = role("app", boundary=document(allow("cloudwatch:*"), address="aws_iam_policy.limit"))
    found = access(store, limited).reaches(store)
    assert opens(found, APP) is expected
    assert guards(found, APP) == ([] if expected else ["permissions boundary"])


def _account(**more: Any) -> Account:
    return Account(address="aws_organizations_account.home", type="x", cloud="aws", origin=AT, ids=(HOME,), account=HOME, **more)


@pytest.mark.parametrize(
    ("account", "expected", "names"),
    [
        (_account(scps=((document(allow("*")),), (document(allow("ec2:*"), address="scp.two"),))), False, ["service control policy"]),
        (_account(scps=((document(allow("*"), deny("s3:*")),),)), False, ["service control policy"]),
        (_account(scps=((document(allow("*"), deny("s3:*")),),), is_management=True), True, []),
        (_account(rcps=((document(deny("s3:*", "*", "*")),),)), False, ["resource control policy"]),
    ],
)
def test_organisation_policies(account: Account, expected: bool, names: list[str]) -> None:
    store = bucket("b")
    found = access(store, role("app", READS), account).reaches(store)
    assert opens(found, APP) is expected
    assert guards(found, APP) == names


@pytest.mark.parametrize(
    ("principal", "told", "who"),
    [
        (root(VENDOR), f"account:{VENDOR}", "foreign"),
        (aws(VENDOR), f"account:{VENDOR}", "foreign"),
        (aws(role_arn("x", VENDOR)), role_arn("x", VENDOR), "foreign"),
        (root(DEV), f"account:{DEV}", "own"),
        (aws(role_arn("x", DEV)), f"account:{DEV}", "own"),
    ],
)
def test_principals_that_only_the_bucket_names(principal: dict[str, str], told: str, who: str) -> None:
    store = bucket("b", allow("s3:GetObject", B, principal))
    reach = reached(access(store).reaches(store), told)
    assert reach is not None
    assert (reach.open, reach.who) == (True, who)


def test_a_trusted_principal_is_our_own() -> None:
    arn = role_arn("x", VENDOR)
    store = bucket("b", allow("s3:GetObject", B, aws(arn)))
    reach = reached(access(store, trusted_principals=frozenset({arn})).reaches(store), arn)
    assert reach is not None
    assert reach.who == "own"


def test_an_account_known_only_later_leaves_the_answer_open() -> None:
    store = bucket("b", allow("s3:GetObject", B, root(symbol("var.partner", ""))))
    found = [r for r in access(store).reaches(store) if r.principal.startswith("account:") and isinstance(r.open, Unknown)]
    assert found
    assert "only after apply" in found[0].open.why  # type: ignore[union-attr]  # Unknown, see above


@pytest.mark.parametrize(
    ("condition", "vendor", "dev"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-klinik"}}, False, True),
        ({"StringEquals": {"aws:PrincipalAccount": DEV}}, False, True),
        ({"StringEquals": {"aws:PrincipalAccount": HOME}}, False, False),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/batch-*"}}, True, False),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{DEV}:role/batch-*"}}, False, True),
        ({"StringEquals": {"aws:PrincipalTag/partner": "yes"}}, True, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True, True),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, False, True),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, False, False),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, True, True),
    ],
)
def test_conditions_on_named_accounts(condition: dict[str, Any], vendor: bool, dev: bool) -> None:
    store = bucket("b", allow("s3:GetObject", B, {"AWS": [VENDOR, DEV]}, condition))
    found = access(store, trusted_networks=("192.0.2.0/24",)).reaches(store)
    assert opens(found, f"account:{VENDOR}") is vendor
    assert opens(found, f"account:{DEV}") is dev


def test_a_shown_account_is_judged_by_its_own_policies() -> None:
    store = bucket("b", allow("s3:GetObject", B, root(DEV)))
    may, may_not = role("may", READS, account=DEV), role("maynot", allow("ec2:*"), account=DEV)
    found = access(store, may, may_not).reaches(store)
    assert opens(found, "aws_iam_role.may") is True
    assert opens(found, "aws_iam_role.maynot") is None
    assert opens(found, f"account:{DEV}") is None


def test_a_shown_account_needs_the_bucket_too() -> None:
    store = bucket("b")
    found = access(store, role("far", READS, account=DEV)).reaches(store)
    assert opens(found, "aws_iam_role.far") is False
    assert guards(found, "aws_iam_role.far") == ["no grant in bucket policy"]


@pytest.mark.parametrize(
    ("statements", "seal", "names"),
    [((), None, ["no grant in bucket policy"]), ((), sealed("aws_kms_key.k"), ["key policy", "no grant in bucket policy"])],
)
def test_the_stranger_whom_nobody_named(statements: tuple[Any, ...], seal: Seal | None, names: list[str]) -> None:
    store = bucket("b", *statements, seal=seal, block=blocked(restrict=True))
    found = access(store, key("k")).reaches(store)
    assert opens(found, "account:*") is False
    assert guards(found, "account:*") == names


def test_identities_of_a_lower_environment_are_told_with_their_guards_even_without_a_grant() -> None:
    store, held, dev, prod = bucket("b", seal=sealed("aws_kms_key.k")), key("k"), role("dev", allow("ec2:*")), role("prod", allow("ec2:*"))
    found = access(store, held, dev, prod, placements={dev.address: Placement(level="lower")}).reaches(store)
    assert guards(found, "aws_iam_role.dev") == ["key policy", "no grant in an identity policy"]
    assert opens(found, "aws_iam_role.prod") is None


def test_users_have_what_their_groups_have() -> None:
    store = bucket("b")
    team = group("ml", allow("s3:*", ["arn:aws:s3:::b", B]), members=("aws_iam_user.ada",))
    found = access(store, team, user("ada"), user("bob")).reaches(store)
    assert opens(found, "aws_iam_user.ada") is True
    assert opens(found, "aws_iam_group.ml", "manage") is True
    assert opens(found, "aws_iam_user.bob") is None


# ---------------------------------------------------------------------------------------------------- endpoints

NET = Network(address="aws_vpc.v", type="aws_vpc", cloud="aws", origin=AT, ids=("vpc-1",))
SUBNET = Subnet(address="aws_subnet.s", type="aws_subnet", cloud="aws", origin=AT, network="aws_vpc.v")


def _endpoint(*statements: dict[str, Any]) -> PrivateEndpoint:
    return PrivateEndpoint(
        address="aws_vpc_endpoint.e",
        type="aws_vpc_endpoint",
        cloud="aws",
        origin=AT,
        ids=("vpce-1",),
        kind="gateway",
        network="aws_vpc.v",
        service="com.amazonaws.eu-central-1.s3",
        policies=(document(*statements),) if statements else (),
    )


def _notebook(subnet: str | None) -> Workload:
    attached = (Attachment(subnet=subnet, address="n", origin=AT),) if subnet else ()
    return Workload(
        address="aws_sagemaker_notebook_instance.n",
        type="x",
        cloud="aws",
        origin=AT,
        kind="notebook",
        identities=(APP,),
        attachments=attached,
    )


@pytest.mark.parametrize(
    ("subnet", "endpoint", "expected"),
    [
        ("aws_subnet.s", _endpoint(), True),
        ("aws_subnet.s", _endpoint(allow("s3:*", "*", "*", {"StringEquals": {"aws:ResourceAccount": HOME}})), True),
        ("aws_subnet.s", _endpoint(allow("s3:PutObject", "*", "*")), False),
        (None, _endpoint(), False),
    ],
)
def test_only_who_stands_in_the_network_comes_through_its_endpoint(subnet: str | None, endpoint: PrivateEndpoint, expected: bool) -> None:
    store = bucket("b", allow("s3:GetObject", B, "*", {"StringEquals": {"aws:SourceVpce": "vpce-1"}}))
    found = access(store, NET, SUBNET, endpoint, role("app"), _notebook(subnet)).reaches(store)
    assert opens(found, APP) is expected
    assert opens(found, "anonymous") is False


# ---------------------------------------------------------------------------------------------------- other services


def _store(kind: Any, type_: str, arn: str, **more: Any) -> DataStore:
    return DataStore(
        address=f"{type_}.t", type=type_, cloud="aws", origin=AT, kind=kind, ids=(arn,), account=HOME, region="eu-central-1", **more
    )


_AT = f"eu-central-1:{HOME}"
TABLE = _store("database", "aws_dynamodb_table", f"arn:aws:dynamodb:{_AT}:table/t")
REPOSITORY = _store("registry", "aws_ecr_repository", f"arn:aws:ecr:{_AT}:repository/t")
QUEUE = _store("queue", "aws_sqs_queue", f"arn:aws:sqs:{_AT}:t")
DATABASE = _store("database", "aws_db_instance", f"arn:aws:rds:{_AT}:db:t")
LOGS = _store("log-store", "aws_cloudwatch_log_group", f"arn:aws:logs:{_AT}:log-group:t")
DOMAIN = _store("search-index", "aws_opensearch_domain", f"arn:aws:es:{_AT}:domain/t")
CACHE = _store("cache", "aws_elasticache_cluster", f"arn:aws:elasticache:{_AT}:cluster:t")
PARAMETER = Vault(
    address="aws_ssm_parameter.p", type="x", cloud="aws", origin=AT, kind="parameter", ids=(f"arn:aws:ssm:{_AT}:parameter/p",), account=HOME
)


@pytest.mark.parametrize(
    ("thing", "actions", "expected"),
    [
        (TABLE, "dynamodb:Query", True),
        (TABLE, "dynamodb:DescribeTable", None),
        (REPOSITORY, ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], True),
        (REPOSITORY, "ecr:BatchGetImage", False),
        (QUEUE, "sqs:ReceiveMessage", True),
        (DATABASE, ["rds:CreateDBSnapshot", "rds:RestoreDBInstanceFromDBSnapshot"], True),
        (DATABASE, "rds:DescribeDBInstances", None),
        (LOGS, "logs:GetLogEvents", True),
        (DOMAIN, "es:ESHttp*", True),
        (secret("s"), "secretsmanager:GetSecretValue", True),
        (secret("s"), "secretsmanager:DescribeSecret", None),
        (PARAMETER, "ssm:Get*", True),
        (CACHE, "*", None),
    ],
)
def test_what_reading_means_per_service(thing: DataStore | Vault | Key, actions: Any, expected: object) -> None:
    assert opens(access(thing, role("app", allow(actions))).reaches(thing), APP) == expected


@pytest.mark.parametrize(
    ("thing", "actions", "expected"),
    [
        (TABLE, "dynamodb:Query", False),
        (REPOSITORY, ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], False),
        (LOGS, "logs:GetLogEvents", False),
        (DOMAIN, "es:ESHttp*", True),
    ],
)
def test_resource_control_policies_bind_the_services_that_joined(thing: DataStore, actions: Any, expected: bool) -> None:
    account = _account(rcps=((document(deny("*", "*", "*")),),))
    assert opens(access(thing, account, role("app", allow(actions))).reaches(thing), APP) is expected


def test_a_secret_is_reached_by_a_pattern_in_its_name_and_by_its_tags() -> None:
    thing = secret("prod/portal/hmac", tags={"stage": "prod"})
    by_name = role("n", allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*/portal/*"))
    by_tag = role("t", allow("secretsmanager:GetSecretValue", "*", None, {"StringEquals": {"aws:ResourceTag/stage": "dev"}}))
    found = access(thing, by_name, by_tag).reaches(thing)
    assert opens(found, "aws_iam_role.n") is True
    assert opens(found, "aws_iam_role.t") is False
    assert guards(found, "aws_iam_role.t") == ["condition aws:ResourceTag/stage"]


def _snapshot(to: str, seal: Seal | None = None) -> DataStore:
    return _store("snapshot", "aws_db_snapshot", f"arn:aws:rds:{_AT}:snapshot:s", shares=(share(to),), seal=seal)


DELEGATES = allow("kms:*", "*", root(HOME))


@pytest.mark.parametrize(
    ("to", "seal", "keys", "principal", "who", "expected"),
    [
        ("all", None, (), "account:*", "foreign", True),
        (VENDOR, None, (), f"account:{VENDOR}", "foreign", True),
        (DEV, None, (), f"account:{DEV}", "own", True),
        (DEV, sealed("aws_kms_key.k"), (DELEGATES,), f"account:{DEV}", "own", False),
        (
            DEV,
            sealed("aws_kms_key.k"),
            (DELEGATES, allow(["kms:Decrypt", "kms:CreateGrant"], "*", root(DEV))),
            f"account:{DEV}",
            "own",
            True,
        ),
        (VENDOR, Seal(state="provider-key", address="x", origin=AT), (), f"account:{VENDOR}", "foreign", False),
        (VENDOR, Seal(state="none", address="x", origin=AT), (), f"account:{VENDOR}", "foreign", True),
    ],
)
def test_shared_snapshots(to: str, seal: Seal | None, keys: tuple[Any, ...], principal: str, who: str, expected: bool) -> None:
    store = _snapshot(to, seal)
    reach = reached(access(store, key("k", *keys)).reaches(store), principal)
    assert reach is not None
    assert (reach.open, reach.who) == (expected, who)
    assert [g.name for g in reach.guards] == ([] if expected else ["key policy"])


def test_what_an_identity_reaches() -> None:
    near, far, held = bucket("b"), bucket("c"), secret("s")
    app = role("app", READS, allow("secretsmanager:*"))
    found = access(near, far, held, app).of(app)
    assert {r.store for r in found if r.open is True} == {near.address, held.address}


def test_of_looks_at_protected_stores_only() -> None:
    store, app = bucket("b"), role("app", READS)
    assert AwsAccess(Estate((store, app)), bounds()).of(app) == ()


def test_resources_without_an_account_belong_to_the_only_production_account() -> None:
    store = bucket("b", account=None)
    app = Identity(address=APP, type="x", cloud="aws", origin=AT, kind="role", ids=(role_arn("app"),), policies=(document(READS),))
    assert opens(access(store, app).reaches(store), APP) is True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringLike": {"aws:username": "*"}}, False),  # requests of roles do not hold the key
        ({"StringNotEquals": {"aws:username": "ada"}}, True),
        ({"Null": {"aws:username": "true"}}, True),
        ({"StringLikeIfExists": {"aws:username": "ada"}}, True),
    ],
)
def test_a_role_has_no_user_name(condition: dict[str, Any], expected: bool) -> None:
    store = bucket("b")
    named = role("a", allow("s3:GetObject", "arn:aws:s3:::b/*", None, condition), trust={"Service": "x.amazonaws.com"})
    assert opens(access(store, named).reaches(store), "aws_iam_role.a") is expected
