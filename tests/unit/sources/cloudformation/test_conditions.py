# SPDX-License-Identifier: Apache-2.0
"""Resources under a condition: left out, there, or there maybe; a guard that is there maybe guards nothing for certain."""

from __future__ import annotations

from pathlib import Path

from intramuros.estate.values import Unknown
from tests.unit.sources.cloudformation.templates import by_address, read_folder

TEXT = """
Parameters: {Nobody: {Type: String}, Kind: {Type: String, AllowedValues: [a, b]}}
Conditions:
  No: !Equals [x, y]
  Open: !Equals [!Ref Nobody, x]
  Sure: !Not [!Equals [!Ref Kind, c]]
Resources:
  Absent: {Type: AWS::S3::Bucket, Condition: No}
  Maybe: {Type: AWS::S3::Bucket, Condition: Open, Properties: {BucketName: !If [Open, within, without]}}
  There: {Type: AWS::S3::Bucket, Condition: Sure}
  Block:
    Type: AWS::S3::Bucket
    Condition: Open
    Properties: {PublicAccessBlockConfiguration: {BlockPublicPolicy: true}}
  Policy:
    Type: AWS::S3::BucketPolicy
    Condition: Open
    Properties: {Bucket: !Ref There, PolicyDocument: {Statement: []}}
"""


def test_three_values(tmp_path: Path) -> None:
    made = by_address(read_folder(tmp_path, main_yaml=TEXT))
    assert "Absent" not in made
    assert [made[n].symbolic_instance for n in ("Maybe", "There")] == [True, False]
    assert made["Maybe"].attrs["bucket"] == "within", "where the bucket is, its own condition holds"


def test_a_policy_that_is_there_maybe_is_not_known(tmp_path: Path) -> None:
    policy = by_address(read_folder(tmp_path, main_yaml=TEXT))["Policy"]
    assert isinstance(policy.attrs["policy"], Unknown)
    assert "parameter `Nobody`" in policy.attrs["policy"].why
    assert policy.attrs["bucket"], "whose it is stays known"


def test_what_belongs_to_a_resource_is_there_where_that_is(tmp_path: Path) -> None:
    """A bucket's own settings, and the policy of a bucket under the same condition."""
    text = (
        TEXT + "  Same: {Type: AWS::S3::BucketPolicy, Condition: Open, Properties: {Bucket: !Ref Block, PolicyDocument: {Statement: []}}}\n"
    )
    made = by_address(read_folder(tmp_path, main_yaml=text))
    assert made["Block.PublicAccessBlockConfiguration"].attrs["block_public_policy"] is True
    assert made["Same"].attrs["policy"] == {"Statement": []}


def test_rules_and_doors_that_are_there_maybe_are_not_known(tmp_path: Path) -> None:
    text = TEXT + (
        "  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x}}\n"
        "  In: {Type: AWS::EC2::SecurityGroupIngress, Condition: Open, Properties: {GroupId: !Ref G, IpProtocol: tcp, CidrIp: 0.0.0.0/0}}\n"
        "  Door: {Type: AWS::EC2::VPCEndpoint, Condition: Open, Properties: {VpcId: vpc-1, ServiceName: s3, PrivateDnsEnabled: true}}\n"
    )
    made = by_address(read_folder(tmp_path, main_yaml=text))
    assert isinstance(made["In"].attrs["cidr_ipv4"], Unknown)
    assert isinstance(made["Door"].attrs["private_dns_enabled"], Unknown)
