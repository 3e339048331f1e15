# SPDX-License-Identifier: Apache-2.0
"""The translation tables as a whole, and the defaults in which CloudFormation differs from the provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown
from intramuros.sources.aws import catalogue, fabric, identity_center
from intramuros.sources.aws.known_types import IGNORED as LEFT
from intramuros.sources.aws.known_types import SUB_RESOURCES
from intramuros.sources.catalogue import read
from intramuros.sources.cloudformation.tables import IGNORED, TABLE
from intramuros.sources.cloudformation.words import snake
from tests.unit.sources.cloudformation.templates import by_address, read_folder

KNOWN = (
    frozenset[str]().union(*(t for t, _ in catalogue.LOWERINGS))
    | SUB_RESOURCES
    | fabric.SUB_RESOURCES
    | identity_center.SUB_RESOURCES
    | LEFT
)


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_a_table_leads_to_a_type_that_is_lowered(kind: str) -> None:
    how = TABLE[kind]
    assert how.type or how.parts, f"{kind} becomes nothing: say what it is, or list it in tables/ignored.py"
    assert not how.type or how.type in KNOWN, f"{kind}: no lowering knows {how.type}"
    assert kind not in IGNORED


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("VPCSecurityGroups", "vpc_security_groups"),
        ("KmsMasterKeyId", "kms_master_key_id"),
        ("DBSubnetGroupName", "db_subnet_group_name"),
        ("TargetGroupARNs", "target_group_arns"),
        ("Ipv6CidrBlock", "ipv6_cidr_block"),
        ("EnforceHTTPS", "enforce_https"),
        ("S3BucketName", "s3_bucket_name"),
    ],
)
def test_names_in_the_provider_s_spelling(name: str, wanted: str) -> None:
    assert snake(name) == wanted


def _attrs(folder: Path, kind: str, properties: str) -> dict[str, Any]:
    return by_address(read_folder(folder, t_yaml=f"Resources:\n  It:\n    Type: {kind}\n    Properties: {properties}\n"))["It"].attrs


def test_a_group_without_egress_lets_everything_out(tmp_path: Path) -> None:
    made = _attrs(tmp_path, "AWS::EC2::SecurityGroup", "{GroupDescription: x}")
    assert made["egress"] == [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"]}]


def test_whether_a_database_is_public_hangs_on_its_network(tmp_path: Path) -> None:
    assert isinstance(_attrs(tmp_path, "AWS::RDS::DBInstance", "{Engine: mysql}")["publicly_accessible"], Unknown)


def test_a_search_domain_takes_plain_connections_unless_it_says_otherwise(tmp_path: Path) -> None:
    made = _attrs(tmp_path, "AWS::OpenSearchService::Domain", "{DomainEndpointOptions: {CustomEndpointEnabled: false}}")
    assert made["domain_endpoint_options"][0]["enforce_https"] is False


def test_what_is_left_out_of_an_access_block_is_off(tmp_path: Path) -> None:
    text = "Resources: {B: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: true}}}}\n"
    made = by_address(read_folder(tmp_path, t_yaml=text))["B.PublicAccessBlockConfiguration"].attrs
    assert [made[k] for k in ("block_public_acls", "restrict_public_buckets")] == [True, False]


def test_one_rule_of_a_group_that_is_not_known_takes_none_of_the_others_away(tmp_path: Path) -> None:
    text = """
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          G:
            Type: AWS::EC2::SecurityGroup
            Properties:
              SecurityGroupIngress:
                - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
                - !If [C, {IpProtocol: tcp, CidrIp: 10.0.0.0/8}, {IpProtocol: udp, CidrIp: 10.0.0.0/8}]
        """
    made = by_address(read_folder(tmp_path, t_yaml=text))
    assert made["G"].attrs["ingress"][0]["cidr_blocks"] == ["0.0.0.0/0"]
    assert isinstance(made["G.SecurityGroupIngress[1]"].attrs["cidr_ipv4"], Unknown)


def test_types_that_no_table_knows_keep_their_name(tmp_path: Path) -> None:
    kinds = {"T": "AWS::Transfer::Server", "C": "Custom::Import", "Z": "AWS::Route53::RecordSet", "S": "AWS::CloudFormation::StackSet"}
    text = "Resources:\n" + "".join(f"  {k}: {{Type: {v}}}\n" for k, v in kinds.items())
    (tmp_path / "t.yaml").write_text(text)
    found = read([tmp_path])
    assert sorted(n.type for n in found.estate.not_understood) == [
        "AWS::CloudFormation::StackSet",
        "AWS::Transfer::Server",
        "Custom::Import",
    ]
    assert any("stack set" in g.what for g in found.gaps)


def test_a_shape_that_no_type_has_is_told(tmp_path: Path) -> None:
    made = read_folder(
        tmp_path, t_yaml="Resources:\n  J: {Type: AWS::DynamoDB::GlobalTable, Properties: {Replicas: [a], SSESpecification: [a]}}\n"
    )
    assert [g.origin.line for g in made.gaps] == [2]
    assert by_address(made)["J"].type.startswith("AWS::DynamoDB::GlobalTable")


def test_a_container_that_is_not_known_hides_no_other(tmp_path: Path) -> None:
    text = """
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          T:
            Type: AWS::ECS::TaskDefinition
            Properties: {ContainerDefinitions: [{Name: a, Image: b}, !If [C, {Name: c, Image: d}, !Ref "AWS::NoValue"]]}
        """
    assert isinstance(by_address(read_folder(tmp_path, t_yaml=text))["T"].attrs["container_definitions"], Unknown)
