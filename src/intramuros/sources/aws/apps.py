# SPDX-License-Identifier: Apache-2.0
"""App Runner and Lightsail container services: an application and its public door in one resource.

Provider defaults: App Runner is publicly accessible and sends from AWS's own network unless a VPC connector is named; Lightsail
containers have a public domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, negate, symbol
from intramuros.estate.workloads import Attachment, Setting, Workload
from intramuros.sources.attributes import block, blocks, number, switch, text
from intramuros.sources.aws.common import head, identity, owner, where
from intramuros.sources.aws.containers import secret_ref
from intramuros.sources.aws.functions import environment
from intramuros.sources.aws.interfaces import groups_or_default
from intramuros.sources.aws.uses import uses_of
from intramuros.sources.aws.web_firewalls import firewalls_of, one_list
from intramuros.sources.aws.wiring import SUBNETS, given, groups_at, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

RUNNER = "aws_apprunner_service"
CONNECTOR = "aws_apprunner_vpc_connector"
LIGHTSAIL = "aws_lightsail_container_service"
DEPLOYMENT = "aws_lightsail_container_service_deployment_version"


def runners(book: Book) -> Iterator[Resource]:
    """App Runner services."""
    for d in book.of(RUNNER):
        source = block(d.attrs, "source_configuration")
        image = block(source, "image_repository")
        config = block(image, "image_configuration") or block(source, "code_repository", "code_configuration", "code_configuration_values")
        settings = tuple(environment(config.get("runtime_environment_variables"), where(d, "source_configuration")))
        placed = tuple(_connected(book, d))
        commands = given((text(config.get("start_command")),))
        secrets = config.get("runtime_environment_secrets")
        yield Workload(
            **head(book, d),
            kind="app",
            identities=_roles(book, d, source),
            attachments=placed,
            images=given((text(book.spell(image.get("image_identifier"))),)),
            commands=commands,
            settings=settings,
            uses=tuple(uses_of(book, d.origin, commands, settings)),
            confidential_why="App Runner offers no trusted execution environment",
            sends_directly=not placed,
            sends_why="" if placed else "egress_type DEFAULT: AWS's own network leads to the internet",
            serves_ports=tuple(p for p in (number(config.get("port")),) if p is not None),
            secrets_from=given(secret_ref(book, v) for v in (secrets.values() if isinstance(secrets, dict) else ())),
        )
        yield _door(book, d)


def _roles(book: Book, d: Declared, source: dict[str, Any]) -> tuple[Fact[str], ...]:
    values = (
        block(d.attrs, "instance_configuration").get("instance_role_arn"),
        block(source, "authentication_configuration").get("access_role_arn"),
    )
    return given(identity(book, v) for v in values if v)


def _connected(book: Book, d: Declared) -> Iterator[Attachment]:
    egress = block(d.attrs, "network_configuration", "egress_configuration")
    if str(egress.get("egress_type") or "DEFAULT") != "VPC":
        return
    connector = book.by_address.get(owner(book, egress.get("vpc_connector_arn"), CONNECTOR) or "")
    if connector is None:
        missing = Unknown(f"the VPC connector of {d.address}")
        yield Attachment(subnet=missing, rule_sets=(missing,), address=d.address, origin=where(d, "network_configuration"))
        return
    own = groups_at(book, connector, connector.attrs.get("security_groups"), "security_groups")
    for subnet in many(book, connector, connector.attrs.get("subnets"), "subnets", *SUBNETS):
        yield Attachment(subnet=subnet, rule_sets=groups_or_default(book, own, subnet), address=connector.address, origin=connector.origin)


def _door(book: Book, d: Declared) -> Endpoint:
    ingress = block(d.attrs, "network_configuration", "ingress_configuration")
    public = switch(ingress.get("is_publicly_accessible"), True)
    return Endpoint(
        **{**head(book, d), "address": f"{d.address}#door", "ids": ()},
        kind="app",
        public=public,
        public_why="is_publicly_accessible = false" if public is False else "App Runner services are publicly accessible by default",
        firewalls=one_list(firewalls_of(book, d.address)),
        auth_why="App Runner asks nobody; the application may",
        targets=(d.address,),
        host_names=(symbol(d.address, "service_url"),),
    )


def lightsail(book: Book) -> Iterator[Resource]:
    """Lightsail container services with their deployments."""
    for d in book.of(LIGHTSAIL):
        deployed = [c for v in book.pointing((DEPLOYMENT,), "service_name", d.address) for c in blocks(v.attrs, "container")]
        settings: tuple[Setting, ...] = tuple(s for c in deployed for s in environment(c.get("environment"), d.origin))
        off = switch(d.attrs.get("is_disabled"), False)
        yield Workload(
            **head(book, d),
            kind="app",
            images=given(text(book.spell(c.get("image"))) for c in deployed),
            commands=given(text(" ".join(map(str, c["command"]))) for c in deployed if isinstance(c.get("command"), list)),
            settings=settings,
            sends_directly=True,
            sends_why="Lightsail containers stand in Lightsail's own network, which leads to the internet",
        )
        yield Endpoint(
            **{**head(book, d), "address": f"{d.address}#door", "ids": ()},
            kind="app",
            public=negate(off),
            public_why="Lightsail gives every container service a public domain",
            auth_why="Lightsail asks nobody; the application may",
            targets=(d.address,),
        )


LOWERINGS = (
    (frozenset({RUNNER}), runners),
    (frozenset({LIGHTSAIL}), lightsail),
)
SUB_RESOURCES = frozenset(
    {
        CONNECTOR,
        DEPLOYMENT,
        "aws_apprunner_vpc_ingress_connection",
        "aws_apprunner_auto_scaling_configuration_version",
        "aws_apprunner_connection",
    }
)
