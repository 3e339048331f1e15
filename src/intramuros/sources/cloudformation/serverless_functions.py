# SPDX-License-Identifier: Apache-2.0
"""SAM's functions and state machines: the function, the role that is made where none is named, its policies, its events.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from intramuros.sources.cloudformation.serverless_parts import Made, arn, events, resource
from intramuros.sources.cloudformation.syntax import Placed

_SAME: Final = (
    "FunctionName Runtime Handler MemorySize Timeout Role KmsKeyArn VpcConfig Environment Layers ImageConfig PackageType Architectures "
    "FileSystemConfigs EphemeralStorage Tags DeadLetterConfig"
).split()
_BASIC: Final = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
_IN_VPC: Final = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
_TRACED: Final = "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"
_PULLED: Final = {"SQS": "Queue", "Kinesis": "Stream", "DynamoDB": "Stream", "MSK": "Stream", "MQ": "Broker"}
_PULLER: Final = {
    "SQS": "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
    "Kinesis": "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole",
    "DynamoDB": "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
}


@cache
def _templates() -> Mapping[str, Any]:
    text = files("intramuros.sources.cloudformation").joinpath("serverless_policies.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)["policies"]
    return found


def function(logical: str, said: Placed) -> Iterator[Made]:
    """A function and what comes with it."""
    own = {} if "Role" in said else {"Role": arn(f"{logical}Role")}
    yield logical, resource("AWS::Lambda::Function", said, {k: k for k in _SAME}, Code=_code(said), **own)
    if "Role" not in said:
        yield f"{logical}Role", _role(said, "lambda.amazonaws.com", list(_managed(said)))
    url = said.get("FunctionUrlConfig")
    if isinstance(url, dict):
        kind = {"AuthType": url.get("AuthType"), "TargetFunctionArn": {"Ref": logical}}
        yield f"{logical}Url", resource("AWS::Lambda::Url", said, {}, **kind)
    yield from _events(logical, said)


def _code(said: Mapping[str, Any]) -> Any:
    """Where the code lies: an image, a bucket, or a folder that is packed when the template is packaged."""
    if "ImageUri" in said:
        return {"ImageUri": said["ImageUri"]}
    uri = said.get("CodeUri")
    if isinstance(uri, dict) and "Bucket" in uri:
        return {"S3Bucket": uri.get("Bucket"), "S3Key": uri.get("Key")}
    if isinstance(uri, str) and uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return {"S3Bucket": bucket, "S3Key": key}
    return None


def _managed(said: Mapping[str, Any]) -> Iterator[str]:
    yield _BASIC
    if "VpcConfig" in said:
        yield _IN_VPC
    if said.get("Tracing") not in (None, "Disabled"):
        yield _TRACED
    yield from dict.fromkeys(_PULLER[kind] for _, kind, _ in events(said) if kind in _PULLER)


def _role(said: Mapping[str, Any], service: str, managed: list[Any]) -> Placed:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": [service]}}]}
    inline: list[Any] = []
    stated = said.get("Policies", [])
    for number, one in enumerate(stated if isinstance(stated, list) else [stated]):
        document = _document(one)
        if document is None:
            managed.append(_full_arn(one))
        else:
            inline.append({"PolicyName": f"Policy{number}", "PolicyDocument": document})
    placed = said if isinstance(said, Placed) else Placed()
    names = {"PermissionsBoundary": "PermissionsBoundary"}
    made = resource("AWS::IAM::Role", placed, names, AssumeRolePolicyDocument=trust, ManagedPolicyArns=managed, Policies=inline)
    made["Properties"].lines["Policies"] = placed.lines.get("Policies", (0, 0))
    return made


def _document(said: Any) -> Any:
    """The document of an inline policy or of a policy template; None for a managed policy, named or referred to."""
    if not isinstance(said, dict):
        return None
    if "Statement" in said:
        return said
    name = next(iter(said), "")
    if name in _templates() and isinstance(said[name], dict):
        return {"Version": "2012-10-17", "Statement": _filled(_templates()[name], said[name])}
    if name == "Fn::If" and isinstance(said[name], list) and len(said[name]) == 3:
        branches = [_document(b) for b in said[name][1:]]
        return None if any(b is None for b in branches) else {"Fn::If": [said[name][0], *branches]}
    return None


def _filled(statements: Any, given: dict[str, Any]) -> Any:
    if isinstance(statements, list):
        return [_filled(s, given) for s in statements]
    if isinstance(statements, dict):
        return {k: _filled(v, given) for k, v in statements.items()}
    return {"Fn::Sub": [statements, given]} if isinstance(statements, str) and "${" in statements else statements


def _full_arn(said: Any) -> Any:
    return f"arn:aws:iam::aws:policy/{said}" if isinstance(said, str) and not said.startswith("arn:") else said


def _events(logical: str, said: Placed) -> Iterator[Made]:
    for name, kind, inner in events(said):
        source = inner.get(_PULLED.get(kind, ""))
        if kind in _PULLED:
            more = {"FunctionName": {"Ref": logical}, "EventSourceArn": source}
            yield f"{logical}{name}", resource("AWS::Lambda::EventSourceMapping", said, {}, **more)
        elif kind == "SNS":
            more = {"TopicArn": inner.get("Topic"), "Protocol": "lambda", "Endpoint": arn(logical)}
            yield f"{logical}{name}", resource("AWS::SNS::Subscription", said, {}, **more)
        elif kind in ("Schedule", "EventBridgeRule", "CloudWatchEvent"):
            more = {
                "ScheduleExpression": inner.get("Schedule"),
                "EventPattern": inner.get("Pattern"),
                "State": inner.get("State"),
                "Targets": [{"Arn": arn(logical), "Id": f"{logical}Target"}],
            }
            yield f"{logical}{name}", resource("AWS::Events::Rule", said, {}, **more)


def machine(logical: str, said: Placed) -> Iterator[Made]:
    """A state machine and the role that is made where none is named."""
    names = {
        "Name": "StateMachineName",
        "Type": "StateMachineType",
        "DefinitionSubstitutions": "DefinitionSubstitutions",
        "Role": "RoleArn",
    }
    own = {} if "Role" in said else {"RoleArn": arn(f"{logical}Role")}
    yield logical, resource("AWS::StepFunctions::StateMachine", said, {**names, "Definition": "Definition", "Tags": "Tags"}, **own)
    if "Role" not in said:
        yield f"{logical}Role", _role(said, "states.amazonaws.com", [])
