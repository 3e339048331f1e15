# SPDX-License-Identifier: Apache-2.0
"""What the Serverless transform makes (SAM developer guide, "Generated CloudFormation resources")."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import readable
from tests.unit.sources.cloudformation.templates import by_address, read_folder

TEXT = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Environment: {Variables: {A: shared, B: shared}}
    VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: visits}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: live, Auth: {DefaultAuthorizer: AWS_IAM}}}
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://code/ask.zip
      Environment: {Variables: {B: own}}
      FunctionUrlConfig: {AuthType: NONE}
      Policies: [AmazonS3ReadOnlyAccess, {DynamoDBReadPolicy: {TableName: !Ref Table}}, {Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}]
      Events:
        Closed: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /closed, Method: get}}
        Open: {Type: Api, Properties: {Path: /open, Method: post}}
        Web: {Type: HttpApi, Properties: {Path: /web, Method: get}}
  Flow: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A}}}
  Link: {Type: AWS::Serverless::Connector, Properties: {}}
"""


def test_a_function_with_its_role_and_ways_in(tmp_path: Path) -> None:
    made = by_address(read_folder(tmp_path, t_yaml=TEXT))
    ask = made["Ask"].attrs
    assert ask["environment"] == [{"variables": {"B": "own", "A": "shared"}}]
    assert ask["vpc_config"] == [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}]
    assert (ask["s3_bucket"], readable(ask["role"])) == ("code", "${AskRole.arn}")
    assert made["Ask"].lines["environment"].line == 13
    assert made["AskUrl"].attrs["authorization_type"] == "NONE"
    assert made["AskClosed"].attrs["authorization"] == "AWS_IAM"
    assert made["AskOpen"].attrs["authorization"] == "NONE"
    assert made["AskWeb"].type == "aws_apigatewayv2_route"
    assert {"ServerlessRestApi", "ServerlessHttpApi", "FlowRole"} <= made.keys()


def test_policies_and_policy_templates(tmp_path: Path) -> None:
    made = by_address(read_folder(tmp_path, t_yaml=TEXT))
    attached = {d.attrs["policy_arn"].rsplit("/", 1)[-1] for d in made.values() if d.address.startswith("AskRole.ManagedPolicyArns")}
    assert attached == {"AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AmazonS3ReadOnlyAccess"}
    template = made["AskRole.Policies[0]"].attrs["policy"]["Statement"][0]
    assert "dynamodb:GetItem" in template["Action"]
    assert readable(template["Resource"][0]) == "arn:aws:dynamodb:${provider.aws.region}:${AWS::AccountId.account_id}:table/${Table.id}"


def test_what_is_not_written_out_is_a_gap_and_counted(tmp_path: Path) -> None:
    made = read_folder(tmp_path, t_yaml=TEXT)
    assert ["AWS::Serverless::Connector" in g.what for g in made.gaps] == [True]
    assert by_address(made)["Link"].type == "AWS::Serverless::Connector"


@pytest.mark.parametrize(
    "body",
    [
        "Properties: {Handler: a.b, Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://elsewhere/part}}}",
        "Fn::Transform: {Name: AWS::Include}",
        "Properties: {Fn::Transform: {Name: AWS::Include}}",
    ],
)
def test_a_function_that_a_transform_may_change_is_not_written_out(tmp_path: Path, body: str) -> None:
    head = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    "
    made = read_folder(tmp_path, main_yaml=f"{head}{body}\n")
    assert [d.type for d in made.declared if d.address.startswith("F")] == ["AWS::Serverless::Function (properties not known)"]
    assert any("`F` cannot be read" in g.what for g in made.gaps)


def test_connectors_are_told_as_not_read(tmp_path: Path) -> None:
    text = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}, Connectors: {Store: {Properties: {Permissions: [Read]}}}}
    """
    assert any("connectors of `F`" in g.what for g in read_folder(tmp_path, main_yaml=text).gaps)
