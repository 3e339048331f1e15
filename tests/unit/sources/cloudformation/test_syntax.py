# SPDX-License-Identifier: Apache-2.0
"""Lines, and input that is broken or hostile: one clear gap with its line, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.sources.cloudformation.syntax import parse
from tests.unit.sources.cloudformation.templates import by_address, read_folder

BUCKET = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  B:\n    Type: AWS::S3::Bucket\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_lines_of_resources_and_properties(tmp_path: Path, newline: str, suffix: str) -> None:
    yaml = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: a\n"
    yaml += "      BucketEncryption:\n        ServerSideEncryptionConfiguration: []\n  # end\n"
    json = (
        '{\n"Resources": {\n"A": {\n"Type": "AWS::S3::Bucket",\n"Properties": {"BucketName": "a",\n"BucketEncryption": {\n'
        '"ServerSideEncryptionConfiguration": []}}}}}\n'
    )
    (tmp_path / f"t.{suffix}").write_bytes((yaml if suffix == "yaml" else json).replace("\n", newline).encode())
    made = by_address(read_folder(tmp_path))
    a, sealed = made["A"], made["A.BucketEncryption"]
    first = 2 if suffix == "yaml" else 3
    assert (a.origin.line, a.origin.end_line) == (first, 7)
    assert a.lines["bucket"].line == 5
    assert (sealed.origin.line, sealed.origin.end_line, sealed.origin.dialect) == (6, 7, "cloudformation")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BUCKET + "    Properties: {BucketName: [\n", 5, "error"),
        (BUCKET + "\tProperties: {}\n", 5, "tab"),
        (BUCKET + "    Properties: {X: " + "[" * 3000 + "]" * 3000 + "}\n", 5, "nest"),
        (BUCKET + "  B:\n    Type: AWS::S3::Bucket\n", 5, "twice"),
        (BUCKET + "---\na: b\n", 5, "second document"),
        ('{"AWSTemplateFormatVersion": "x", "Resources": {"B": {"Type": "AWS::S3::Bucket", }', 1, "error"),
    ],
    ids=["half", "tab", "deep", "twice", "two", "half-json"],
)
def test_broken_files_say_where(tmp_path: Path, text: str, line: int, said: str) -> None:
    (tmp_path / ("t.json" if text.startswith("{") else "t.yaml")).write_text(text)
    (tmp_path / "whole.yaml").write_text(BUCKET.replace("B:", "Whole:"))
    made = read_folder(tmp_path)
    assert [(g.origin.line, said in g.what) for g in made.gaps] == [(line, True)]
    assert "Whole" in by_address(made)


def test_what_stands_before_the_mistake_is_read(tmp_path: Path) -> None:
    text = BUCKET + "  C:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: [\n"
    made = read_folder(tmp_path, t_yaml=text)
    assert "B" in by_address(made)


def test_aliases_without_end_stop(tmp_path: Path) -> None:
    laughs = "x0: &x0 [a,a,a,a,a,a,a,a]\n" + "".join(f"x{i}: &x{i} [{','.join([f'*x{i - 1}'] * 8)}]\n" for i in range(1, 10))
    made = read_folder(tmp_path, t_yaml=laughs + BUCKET)
    assert ["names too many values" in g.what for g in made.gaps] == [True]


def test_references_that_lead_back_to_themselves(tmp_path: Path) -> None:
    text = """
        Conditions:
          A: !Not [Condition: B]
          B: !Not [Condition: A]
        Resources:
          One: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt Two.CidrBlock}}
          Two: {Type: AWS::EC2::VPC, Condition: A, Properties: {CidrBlock: !GetAtt One.CidrBlock}}
        """
    made = by_address(read_folder(tmp_path, t_yaml=text))
    assert made["Two"].symbolic_instance
    assert made["One"].attrs["cidr_block"] is not None


def test_yes_and_no_are_text_where_they_are_compared_and_booleans_in_properties(tmp_path: Path) -> None:
    text = """
        Parameters: {Logs: {Type: String, Default: yes}}
        Conditions: {On: !Equals [!Ref Logs, "yes"]}
        Resources:
          Trail: {Type: AWS::CloudTrail::Trail, Condition: On, Properties: {S3BucketName: b, IsLogging: no}}
        """
    assert by_address(read_folder(tmp_path, t_yaml=text))["Trail"].attrs["enable_logging"] is False


def test_text_with_a_surrogate_pair_is_read(tmp_path: Path) -> None:
    text = '{"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "x\\ud83d\\ude00"}}}}'
    assert by_address(read_folder(tmp_path, t_json=text))["B"].attrs["bucket"] == "x\U0001f600"


def test_account_numbers_keep_their_leading_nought() -> None:
    assert parse("A: 012345678901\nB: 410000000001\nC: 1.10\n", "t").root == {"A": "012345678901", "B": 410000000001, "C": "1.10"}


def test_forged_symbols_are_cleaned(tmp_path: Path) -> None:
    made = read_folder(tmp_path, t_yaml=BUCKET + '    Properties: {BucketName: "\\uE000B\\uE002id\\uE001"}\n')
    assert "\ue000" not in str(by_address(made)["B"].attrs["bucket"])
