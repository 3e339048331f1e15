# SPDX-License-Identifier: Apache-2.0
"""Stacks in stacks, what they export, what files beside a template give it, and what the CDK writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown, readable
from tests.unit.sources.cloudformation.templates import by_address, names, read_folder

INNER = """
Parameters: {Name: {Type: String}}
Resources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}}
Outputs: {Name: {Value: !Ref B}}
"""
OUTER = """
Conditions: {Off: !Equals [a, b]}
Resources:
  One:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: %s, Parameters: {Name: first}}
  Two:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: %s, Parameters: {Name: !Sub "${One.Outputs.Name}-copy"}}
  Three:
    Type: AWS::CloudFormation::Stack
    Condition: Off
    Properties: {TemplateURL: %s, Parameters: {Name: never}}
"""


@pytest.mark.parametrize("url", ["inner/b.yaml", "https://bucket.s3.amazonaws.com/prefix/b.yaml", '!Sub "https://${AWS::Region}.x/b.yaml"'])
def test_nested_stacks_are_read_once_for_each_stack_that_is_made(tmp_path: Path, url: str) -> None:
    found = names(tmp_path, OUTER % (url, url, url), inner__b_yaml=INNER)
    assert {k: readable(str(v)) for k, v in found.items()} == {"One/B": "first", "Two/B": "${One/B.id}-copy"}


def test_a_nested_template_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    made = read_folder(tmp_path, main_yaml=OUTER % (("elsewhere.yaml",) * 3))
    assert [(g.origin.line, "not among the files" in g.what) for g in made.gaps] == [(3, True), (6, True)]


def test_a_template_that_nests_itself_stops(tmp_path: Path) -> None:
    made = read_folder(tmp_path, main_yaml="Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: main.yaml}}\n")
    assert any("too deeply" in g.what for g in made.gaps)


def test_exports_meet_imports_and_two_of_one_name_do_not(tmp_path: Path) -> None:
    key = "Resources: {%s: {Type: AWS::KMS::Key}}\nOutputs: {K: {Value: !GetAtt %s.Arn, Export: {Name: %s}}}\n"
    bucket = "  %s: {Type: AWS::S3::Bucket, Properties: {BucketName: !ImportValue %s}}\n"
    user = "Resources:\n" + bucket % ("A", "one") + bucket % ("B", "two")
    files = {"k1_yaml": key % ("K1", "K1", "one"), "k2_yaml": key % ("K2", "K2", "two"), "k3_yaml": key % ("K3", "K3", "two")}
    found = {k: readable(v) for k, v in names(tmp_path, user, **files).items()}
    assert found["A"] == "${K1.arn}"
    assert "exported by several stacks" in found["B"]


def test_logical_ids_that_several_templates_use_bear_their_template(tmp_path: Path) -> None:
    text = "Resources: {B: {Type: AWS::S3::Bucket}, %s: {Type: AWS::S3::Bucket}}\n"
    made = by_address(read_folder(tmp_path, a_yaml=text % "OnlyA", sub__b_yaml=text % "OnlyB"))
    assert {"a.yaml/B", "sub/b.yaml/B", "OnlyA", "OnlyB"} <= made.keys()


PARAMETERS = (
    "Parameters: {Name: {Type: String, Default: none}}\nResources: {B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}}\n"
)


@pytest.mark.parametrize(
    "given",
    [
        '{"Parameters": {"Name": "given"}}',
        '[{"ParameterKey": "Name", "ParameterValue": "given"}]',
        '{"Parameters": [{"ParameterKey": "Name", "ParameterValue": "given"}]}',
    ],
)
def test_files_of_parameters_in_every_shape(tmp_path: Path, given: str) -> None:
    assert names(tmp_path, PARAMETERS, main_dot_parameters_json=given) == {"B": "given"}


def test_files_that_differ_leave_the_parameter_open_between_their_values(tmp_path: Path) -> None:
    text = PARAMETERS + "Conditions: {Real: !Not [!Equals [!Ref Name, none]]}\n"
    text = text.replace("Properties", "Condition: Real, Properties")
    files = {f"main_dot_{n}_dot_parameters_json": f'{{"Parameters": {{"Name": "{n}"}}}}' for n in ("dev", "prod")}
    made = by_address(read_folder(tmp_path, main_yaml=text, **files))["B"]
    assert isinstance(made.attrs["bucket"], Unknown)
    assert not made.symbolic_instance, "both files give a name that is not `none`"


def test_parameters_of_another_template_are_not_taken(tmp_path: Path) -> None:
    other = PARAMETERS.replace("B:", "C:")
    found = names(tmp_path, PARAMETERS, main2_yaml=other, main2_dot_parameters_json='{"Parameters": {"Name": "given"}}')
    assert found == {"B": "none", "C": "given"}


def test_what_the_cdk_writes(tmp_path: Path) -> None:
    manifest = """
        {"version": "36.0.0", "artifacts": {"Main": {"type": "aws:cloudformation:stack", "environment": "aws://410000000001/eu-central-1",
          "properties": {"templateFile": "Main.template.json", "stackName": "main", "tags": {"env": "prod"}}}}}
        """
    main = """
        {"Resources": {"Inner": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "Inner.nested.template.json"},
          "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}, "/cdk-assets/0a1b.json"]]}}}}}
        """
    inner = (
        '{"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "x-${AWS::AccountId}-${AWS::Region}"}}}}}'
    )
    made = by_address(read_folder(tmp_path, manifest_json=manifest, Main_dot_template_json=main, Inner_dot_nested_dot_template_json=inner))
    bucket = made["Inner/B"]
    assert bucket.attrs["bucket"] == "x-410000000001-eu-central-1"
    assert (bucket.home.account, bucket.home.region, bucket.home.default_tags) == ("410000000001", "eu-central-1", {"env": "prod"})


def test_a_transform_beside_a_type_leaves_the_resource_open(tmp_path: Path) -> None:
    made = read_folder(
        tmp_path,
        main_yaml="""
        Fn::Transform: {Name: Rewriter}
        Resources:
          Store:
            Type: AWS::S3::Bucket
            Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://elsewhere/part.yaml}}
        """,
    )
    assert [d.type for d in made.declared if d.address == "Store"] == ["AWS::S3::Bucket (properties not known)"]
    told = [g.what for g in made.gaps]
    assert any("`Rewriter`" in t for t in told)
    assert any("a transform beside them" in t for t in told)
