# SPDX-License-Identifier: Apache-2.0
"""Lambda functions and their URLs, state machines, Glue and EMR, CloudFormation stacks: code that runs without a machine of ours.

A function outside a VPC reaches the internet from AWS's own network
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html); one inside goes where its subnets and groups let it.
A function URL with `authorization_type` NONE answers anybody whom the function's resource policy lets in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, symbol
from intramuros.estate.workloads import Attachment, Setting, Use, Workload
from intramuros.sources.attributes import block, blocks, text, texts
from intramuros.sources.aws.ai import models_called
from intramuros.sources.aws.common import head, identity, owner, where
from intramuros.sources.aws.interfaces import groups_or_default
from intramuros.sources.aws.uses import BUCKET, uses_of
from intramuros.sources.aws.wiring import SUBNETS, denoted, given, groups_at, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

FUNCTION = "aws_lambda_function"
URL = "aws_lambda_function_url"
PERMISSION = "aws_lambda_permission"
STATE_MACHINE = "aws_sfn_state_machine"
GLUE = "aws_glue_job"
LENT = {
    "aws_glue_dev_endpoint": "role_arn",
    "aws_cloudformation_stack": "iam_role_arn",
    "aws_cloudformation_stack_set": "administration_role_arn",
    "aws_bedrockagentcore_code_interpreter": "execution_role_arn",
}
"""What does as it is told with a role that whoever tells it need not have."""


def environment(values: Any, origin: Origin, where_: str = "environment") -> Iterator[Setting]:
    """A map of plain settings; one that is not known as a whole is one setting that nobody can read."""
    if isinstance(values, Unknown):
        yield Setting(name="environment_secret", value=values, origin=origin, where=where_)
    for name, value in values.items() if isinstance(values, Mapping) else ():
        yield Setting(name=str(name), value=text(value), origin=origin, where=where_)


def functions(book: Book) -> Iterator[Resource]:
    """Lambda functions."""
    for d in book.of(FUNCTION):
        settings = tuple(environment(block(d.attrs, "environment").get("variables"), where(d, "environment")))
        config = block(d.attrs, "image_config")
        commands = given(text(" ".join(str(t) for t in texts(config.get(k)))) for k in ("entry_point", "command") if config.get(k))
        attachments = tuple(in_vpc(book, d, "subnet_ids", "security_group_ids"))
        yield Workload(
            **head(book, d),
            kind="function",
            identities=given((identity(book, d.attrs.get("role")),)),
            attachments=attachments,
            volumes=tuple(_file_systems(book, d)),
            images=given((text(book.spell(d.attrs.get("image_uri"))),)),
            commands=commands,
            settings=settings,
            uses=(*_code(book, d), *uses_of(book, d.origin, commands, settings)),
            places=models_called(commands, settings, d),
            confidential_why="Lambda offers no trusted execution environment",
            sends_directly=not attachments,
            sends_why="it stands in no VPC: AWS's own network leads to the internet" if not attachments else "",
        )


def in_vpc(book: Book, d: Declared, subnets: str, groups: str, key: str = "vpc_config") -> Iterator[Attachment]:
    """One attachment for each subnet of a `vpc_config` block."""
    for index, config in enumerate(blocks(d.attrs, key)):
        own = groups_at(book, d, config.get(groups), key)
        for subnet in many(book, d, config.get(subnets), key, *SUBNETS):
            rule_sets = groups_or_default(book, own, subnet)
            yield Attachment(subnet=subnet, rule_sets=rule_sets, address=d.address, origin=line_of(d, key, index))
    if isinstance(d.attrs.get(key), Unknown) and key in d.refs:
        yield Attachment(subnet=d.attrs[key], rule_sets=(d.attrs[key],), address=d.address, origin=where(d, key))


def _file_systems(book: Book, d: Declared) -> Iterator[Fact[str]]:
    for config in blocks(d.attrs, "file_system_config"):
        point = owner(book, config.get("arn"), "aws_efs_access_point")
        at = book.by_address.get(point or "")
        found = book.resolve(at.attrs.get("file_system_id") if at else config.get("arn"), "aws_efs_file_system")
        yield from given((found,))


def _code(book: Book, d: Declared) -> Iterator[Use]:
    bucket = book.resolve(d.attrs.get("s3_bucket"), BUCKET)
    if bucket is not None:
        yield Use(target=bucket, role="unknown", origin=where(d, "s3_bucket"), why="holds its code")


def urls(book: Book) -> Iterator[Resource]:
    """Function URLs, which have no private form."""
    for d in book.of(URL):
        kind = text(d.attrs.get("authorization_type"))
        asks: Fact[bool | None] = kind if isinstance(kind, Unknown) else str(kind).upper() == "AWS_IAM"
        target = denoted(book, d, d.attrs.get("function_name"), "function_name", FUNCTION)
        yield Endpoint(
            **head(book, d),
            kind="function-url",
            public=True,
            public_why="function URLs are reachable from the internet",
            authenticates=asks,
            auth_why=f"authorization_type = {kind}" if isinstance(kind, str) else "",
            targets=given((target,)),
            host_names=(symbol(d.address, "function_url"),),
        )


def state_machines(book: Book) -> Iterator[Resource]:
    """Step Functions: what they call, as far as their definition names it."""
    for d in book.of(STATE_MACHINE):
        definition = text(d.attrs.get("definition"))
        yield Workload(
            **head(book, d),
            kind="pipeline",
            identities=given((identity(book, d.attrs.get("role_arn")),)),
            commands=given((definition,)),
            runs=tuple(_named(book, definition)),
        )


def _named(book: Book, definition: Fact[str | None]) -> Iterator[str]:
    """Workloads whose ARN, or a reference to them, stands in a definition."""
    if not isinstance(definition, str) or not is_symbolic(definition):
        return
    from intramuros.estate.values import symbols

    kinds = (FUNCTION, "aws_ecs_task_definition", "aws_batch_job_definition", GLUE)
    found = (a for a, _ in symbols(definition) if a in book.by_address and book.by_address[a].type in kinds)
    yield from dict.fromkeys(found)


def glue_jobs(book: Book) -> Iterator[Resource]:
    """Glue jobs: in a VPC by their connections, else in AWS's own network."""
    for d in book.of(GLUE):
        origin = where(d, "default_arguments")
        settings = tuple(environment(d.attrs.get("default_arguments"), origin, "job arguments"))
        script = text(book.spell(block(d.attrs, "command").get("script_location")))
        placed = tuple(
            a for c in many(book, d, d.attrs.get("connections"), "connections", "aws_glue_connection") for a in _connected(book, c)
        )
        yield Workload(
            **head(book, d),
            kind="ml-job",
            identities=given((identity(book, d.attrs.get("role_arn")),)),
            attachments=placed,
            commands=given((script,)),
            settings=settings,
            uses=tuple(uses_of(book, origin, (), settings)),
            sends_directly=not placed,
            sends_why="" if placed else "it has no VPC connection: AWS's own network leads to the internet",
        )


def lent(book: Book) -> Iterator[Resource]:
    """Glue development endpoints, and stacks that CloudFormation changes with a role of their own.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html: who may update the stack
    uses the role, even without permission to pass it.
    """
    for d in book.of(*LENT):
        if (role := d.attrs.get(LENT[d.type])) is not None:
            yield Workload(**head(book, d), kind="pipeline", identities=given((identity(book, role),)))


def _connected(book: Book, connection: Fact[str]) -> Iterator[Attachment]:
    d = book.by_address.get(connection) if isinstance(connection, str) else None
    for needs in blocks(d.attrs, "physical_connection_requirements") if d else ():
        subnet = denoted(book, d, needs.get("subnet_id"), "physical_connection_requirements", *SUBNETS) if d else None
        if d is not None and subnet is not None:
            own = groups_at(book, d, needs.get("security_group_id_list"), "physical_connection_requirements")
            yield Attachment(subnet=subnet, rule_sets=groups_or_default(book, own, subnet), address=d.address, origin=d.origin)


def clusters(book: Book) -> Iterator[Resource]:
    """EMR clusters."""
    for d in book.of("aws_emr_cluster"):
        ec2 = block(d.attrs, "ec2_attributes")
        subnets = many(book, d, ec2.get("subnet_ids") or ec2.get("subnet_id"), "ec2_attributes", *SUBNETS)
        own = groups_at(
            book, d, [ec2.get("emr_managed_master_security_group"), ec2.get("emr_managed_slave_security_group")], "ec2_attributes"
        )
        yield Workload(
            **head(book, d),
            kind="scale-set",
            identities=given(identity(book, v) for v in (d.attrs.get("service_role"), ec2.get("instance_profile")) if v),
            attachments=tuple(Attachment(subnet=s, rule_sets=own, address=d.address, origin=where(d, "ec2_attributes")) for s in subnets),
            size=text(block(d.attrs, "core_instance_group").get("instance_type")),
        )


LOWERINGS = (
    (frozenset({FUNCTION}), functions),
    (frozenset({URL}), urls),
    (frozenset({STATE_MACHINE}), state_machines),
    (frozenset({GLUE}), glue_jobs),
    (frozenset({"aws_glue_dev_endpoint"}), lent),  # what a stack declares stays unread: it is told as not understood
    (frozenset({"aws_emr_cluster"}), clusters),
)
SUB_RESOURCES = frozenset(
    {
        PERMISSION,
        "aws_lambda_alias",
        "aws_lambda_layer_version",
        "aws_lambda_event_source_mapping",
        "aws_lambda_function_event_invoke_config",
        "aws_lambda_provisioned_concurrency_config",
        "aws_lambda_code_signing_config",
        "aws_glue_connection",
        "aws_emr_instance_group",
    }
)
