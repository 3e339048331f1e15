# SPDX-License-Identifier: Apache-2.0
"""Every intrinsic function, worked out or left open for a reason (AWS CloudFormation User Guide, "Intrinsic function reference")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, readable
from tests.unit.sources.cloudformation.templates import names, read_folder

HEAD = """
Parameters:
  Env: {Type: String, Default: prod}
  Nobody: {Type: String}
  Zones: {Type: CommaDelimitedList, Default: "a, b ,c"}
  Count: {Type: Number, Default: 3}
  Kind: {Type: String, AllowedValues: [small, tiny]}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /vpc/id}
Mappings:
  Map:
    prod: {Name: live}
    test: {Name: trial}
  Same:
    small: {Name: one}
    tiny: {Name: one}
    huge: {Name: other}
  Alike:
    small: {Name: one}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsOpen: !Equals [!Ref Nobody, x]
  IsSmallish: !Or [!Equals [!Ref Kind, small], !Equals [!Ref Kind, tiny]]
  Never: !And [!Not [Condition: IsProd], !Condition IsOpen]
Resources:
  Other: {Type: AWS::S3::Bucket, Properties: {BucketName: other}}
  Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  It: {Type: AWS::S3::Bucket, Properties: {BucketName: %s}}
"""
KNOWN = [
    ("!Ref Env", "prod"),
    ("!Ref Count", 3),
    ('!Sub "w-${Env}-${!Env}-${Other}"', "w-prod-${Env}-${Other.id}"),
    ('!Sub ["${A}-${Env}", {A: !Ref Count}]', "3-prod"),
    ('!Join ["-", [a, !Ref Env, !Ref "AWS::NoValue"]]', "a-prod"),
    ('!Join ["-", !Ref Zones]', "a-b-c"),
    ("!Select [1, !Ref Zones]", "b"),
    ('!Select ["2", !Split [".", "x.y.z"]]', "z"),
    ('!Select [0, !Split ["-", !Sub "${AWS::Region}-x"]]', "${provider.aws.region}"),
    ("!FindInMap [Map, !Ref Env, Name]", "live"),
    ("!FindInMap [Map, nowhere, Name, {DefaultValue: none}]", "none"),
    ("!FindInMap [Same, !Ref Kind, Name]", "one"),
    ("!FindInMap [Same, !Ref Kind, Name, {DefaultValue: two}]", "one"),
    ("!FindInMap [Alike, !Ref Nobody, Name, {DefaultValue: one}]", "one"),
    ("!If [IsProd, yes-it-is, no]", "yes-it-is"),
    ("!If [IsOpen, alike, alike]", "alike"),
    ("!If [IsSmallish, certain, not]", "certain"),
    ("!If [Never, a, b]", "b"),
    ('!Base64 "abc"', "YWJj"),
    ("!Select [1, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]", "10.0.1.0/24"),
    ("!GetAtt Net.CidrBlock", "10.0.0.0/16"),
    ("!GetAtt [Other, Arn]", "${Other.arn}"),
    ("{Fn::GetAtt: Other.DomainName}", "${Other.bucket_domain_name}"),
    ("{Fn::Length: !Ref Zones}", 3),
    ("{Fn::ToJsonString: {a: [1, !Ref Env]}}", '{"a":[1,"prod"]}'),
    ('!Ref "AWS::Partition"', "aws"),
    ('!Sub "x.${AWS::URLSuffix}"', "x.amazonaws.com"),
    ('!Sub "${AWS::AccountId}"', "${AWS::AccountId.account_id}"),
]
OPEN = [
    ("!FindInMap [Map, !Ref Nobody, Name]", "parameter `Nobody`"),
    ("!FindInMap [Alike, !Ref Nobody, Name, {DefaultValue: two}]", "parameter `Nobody`"),
    ("!If [IsOpen, a, b]", "parameter `Nobody`"),
    ("!Select [0, !GetAZs '']", "availability zones"),
    ("!Select [9, !Ref Zones]", "element 9 of 3"),
    ('!Split ["-", !Ref Nobody]', "parameter `Nobody`"),
    ("!Ref Missing", "`Missing` is not declared"),
    ("!GetAtt Missing.Arn", "`Missing` is not declared"),
    ("!Sub [a]", None),
    ("!Transform {Name: AWS::Include}", "`AWS::Include` is a program"),
    ("!Whatever x", "`Fn::Whatever` is a function that is not known"),
    ("!Cidr [!Ref Nobody, 1]", "parameter `Nobody`"),
    ("!Join [a]", "arguments that it does not take"),
]
SYMBOLIC = [
    ("!Ref Nobody", "parameter `Nobody`"),
    ("!Ref Stored", "Parameter Store"),
    ('"{{resolve:secretsmanager:db:SecretString:password}}"', "looked up at deployment"),
    ("!ImportValue somewhere-else", "exported by no stack"),
    ('!Sub "${AWS::StackName}-x"', "name of the stack"),
]


def _it(folder: Path, value: str) -> Any:
    return names(folder, HEAD % value)["It"]


@pytest.mark.parametrize(("value", "wanted"), KNOWN)
def test_known(tmp_path: Path, value: str, wanted: Any) -> None:
    found = _it(tmp_path, value)
    assert (readable(found) if isinstance(found, str) else found) == wanted


@pytest.mark.parametrize(("value", "why"), [o for o in OPEN if o[1]])
def test_open(tmp_path: Path, value: str, why: str) -> None:
    found = _it(tmp_path, value)
    assert isinstance(found, Unknown), found
    assert why in found.why


@pytest.mark.parametrize(("value", "why"), SYMBOLIC)
def test_open_within_text(tmp_path: Path, value: str, why: str) -> None:
    """Text of which a part is not known stays text, so that two mentions of it meet."""
    found = _it(tmp_path, value)
    assert isinstance(found, str)
    assert why in found


def test_no_value_takes_the_property_away(tmp_path: Path) -> None:
    assert _it(tmp_path, '!If [IsProd, !Ref "AWS::NoValue", x]') is None


def test_two_stacks_leave_their_parameters_open_each_for_itself(tmp_path: Path) -> None:
    text = "Parameters: {N: {Type: String}}\nResources:\n  %s: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref N}}\n"
    made = read_folder(tmp_path, a_yaml=text % "A", b_yaml=text % "B")
    one, other = (d.attrs["bucket"] for d in made.declared if d.type == "aws_s3_bucket")
    assert one != other


def test_loops_stand_in_loops(tmp_path: Path) -> None:
    text = """
        Transform: AWS::LanguageExtensions
        Resources:
          "Fn::ForEach::Stages":
            - Stage
            - [dev, "pro-d"]
            - "Fn::ForEach::Kinds":
                - Kind
                - !Split [",", "raw,clean"]
                - "B&{Stage}${Kind}":
                    Type: AWS::S3::Bucket
                    Properties:
                      BucketName: !Sub "${Stage}-${Kind}"
                      "Fn::ForEach::Tags": [T, [a], {"Bucket${T}": x}]
        """
    assert names(tmp_path, text) == {"Bdevraw": "dev-raw", "Bdevclean": "dev-clean", "Bprodraw": "pro-d-raw", "Bprodclean": "pro-d-clean"}


def test_a_loop_over_what_is_not_known_is_a_gap(tmp_path: Path) -> None:
    text = """
        Parameters: {Names: {Type: CommaDelimitedList}}
        Resources:
          "Fn::ForEach::L": [N, !Ref Names, {"B${N}": {Type: AWS::S3::Bucket}}]
        """
    made = read_folder(tmp_path, main_yaml=text)
    assert [(g.origin.line, "parameter `Names`" in g.what) for g in made.gaps] == [(3, True)]
