# SPDX-License-Identifier: Apache-2.0
"""The page of the CloudFormation dialect: what is read of a template and what is not, with every type that a table translates."""

from __future__ import annotations

# ruff: noqa: E501 - rows of tables are not broken
from intramuros.sources.cloudformation.intrinsics import FUNCTIONS
from intramuros.sources.cloudformation.tables import IGNORED, TABLE

_HEAD = """# CloudFormation

A file is taken for a template by what is in it (`Resources` with types of CloudFormation), not by its name; `--as cloudformation` says so of a
file that is named. Every resource becomes what the Terraform provider would call it, nested properties taken apart (`Weights.BucketEncryption`),
and is judged by the same reasoning; `tests/estates/alike` holds estates that both dialects must judge alike.

## What is read
| | |
| --- | --- |
| Text | YAML and JSON, short and long forms of functions, aliases; lines of every resource and property. After a mistake, what stands whole before it is read and the rest is told. |
| Addresses | `LogicalId`, `Stack/LogicalId` in nested stacks; an id that several templates declare bears its template's path (`network.yaml/Vpc`). |
| Parameters | Files beside a template (`<template>.parameters.json` and the like, in the shapes of the command line and of CodePipeline; where they differ, each value is one that it may have), else the default; without both, the values in `AllowedValues` are tried where a condition or mapping hangs on them. A value of Parameter Store and a dynamic reference (`{{{{resolve:…}}}}`) are looked up at deployment and not known. |
| Conditions | In three values. A resource whose condition is not known is there maybe: it is judged as if it were there, but a policy, access block, web ACL association, trail or alarm of which that is so guards nothing for certain and is `unknown`. |
| Functions | {functions}; `Fn::ForEach` in resources, properties, conditions and outputs. |
| Nested stacks | A template on disk that `TemplateURL` (or the CDK's `aws:asset:path`) names, by its path or, where the address is one of S3, by the name of its file if only one template has it. Parameters go in, outputs come out; such a template is no stack of its own. |
| Several stacks | `Export` and `Fn::ImportValue` among the templates that are read. A name that several stacks export is not known. |
| SAM | Functions (role, policies, policy templates, URLs, events), APIs with their authorisers, tables, state machines, `Globals`. `Connector` and `GraphQLApi` are gaps. |
| CDK | `cdk.out`: account, region, tags and parameters from `manifest.json`. |
| Tags | Those of a resource, and those that a CodePipeline file or the CDK gives the whole stack. |

## What is not
- **Where a stack is created.** A template says neither account nor region. Without a CDK manifest `outside-jurisdiction` is `unknown`, and an account number that is written down is not taken for the stack's own.
- **Macros, `AWS::Include`, modules of the registry, stack sets, custom resources**: programs, or templates elsewhere. Each is a gap or counted as not understood, under its own type.
- **`Rules`**, stack policies, deletion and update policies, change sets: they change no answer that is given.
- **Availability zones** (`Fn::GetAZs`) are those of an account and are not known.
- **The name of a stack** (`AWS::StackName`) is not known without a CDK manifest, so exports named after it are not found.
- A property whose shape its type does not have is told as a gap, and the resource counts as not understood.

## Where CloudFormation's default is not the provider's
| property | left out it is |
| --- | --- |
| `SecurityGroupEgress` of a group | everything out over IPv4 and IPv6; where an `AWS::EC2::SecurityGroupEgress` names the group it is not documented whether that rule stays: `unknown` |
| `PubliclyAccessible` of a database | hangs on its VPC: `unknown` |
| `DomainEndpointOptions.EnforceHTTPS` of a search domain | off |
| `PublicAccessBlockConfiguration` of a bucket, each setting | off; of an access point: on |
| an `AWS::EC2::VPCPeeringConnection` within one account | accepted |
| `AccessControl`, `BucketEncryption`, `Encrypted` | as at the provider |

## Beside cfn-lint
`tools/against_cfn_lint.py` compares every intrinsic function in the resources of public templates (cfn-lint's own fixtures, `aws-cloudformation-templates`, `aws-cf-templates`) with what cfn-lint 1.58 resolves it to. Of 13,994 (November 2026), 12,367 are alike (both known and equal, or both open) and 911 are `AWS::NoValue`. The others:

| outcome | how many | why |
| --- | --- | --- |
| open here, one value there | 479 | availability zones and stack ids, for which cfn-lint makes values up; branches of `Fn::If` whose condition hangs on a parameter without a value, of which cfn-lint shows the one that is no `NoValue` |
| open here, several values there | 109 | parameters with `AllowedValues` and no default: one of several is not known |
| known here alone | 110 | mappings and branches that cfn-lint does not resolve (keys made by functions, functions inside what it resolves) |
| known here, functions left inside there | 14 | cfn-lint gives the branch of `Fn::If` as it is written |
| the spaces of JSON | 2 | `Fn::ToJsonString` is compact, as AWS documents it; cfn-lint writes Python's |
| different | 2 | a default `No` without quotes: cfn-lint makes a boolean of it, here it stays text where text is compared |

## Types
{types}

Of no consequence for where data may go, and passed over: {ignored}.
"""


def page() -> str:
    """The page, with what the program knows filled in."""
    functions = ", ".join(f"`{f}`" for f in FUNCTIONS)
    kinds = "\n".join(f"- {service}: {names}" for service, names in _by_service())
    return _HEAD.format(functions=functions, types=kinds, ignored=", ".join(f"`{t}`" for t in sorted(IGNORED)))


def _by_service() -> list[tuple[str, str]]:
    services: dict[str, list[str]] = {}
    for kind in sorted(TABLE):
        _, service, name = kind.split("::", 2)
        services.setdefault(service, []).append(name)
    return [(f"`AWS::{s}`", ", ".join(n)) for s, n in services.items()]
