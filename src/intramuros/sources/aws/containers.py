# SPDX-License-Identifier: Apache-2.0
"""ECS: clusters, task definitions and services, scheduled tasks; Batch jobs beside them, which are written the same way.

A container definition is JSON in the API's own spelling
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html). Secrets by `valueFrom` are references and no plain
settings. A service runs with the roles of its task definition, in the subnets of its own network configuration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.estate.workloads import Attachment, Setting, Workload
from intramuros.sources.attributes import block, blocks, number, switch, text, texts
from intramuros.sources.aws.ai import models_called
from intramuros.sources.aws.common import address_or_id, head, identity, owner, where
from intramuros.sources.aws.compute import groups as scaling_groups
from intramuros.sources.aws.interfaces import groups_or_default
from intramuros.sources.aws.uses import uses_of
from intramuros.sources.aws.wiring import SUBNETS, denoted, given, groups_at, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

TASK = "aws_ecs_task_definition"
SERVICE = "aws_ecs_service"
CLUSTER = "aws_ecs_cluster"
JOB = "aws_batch_job_definition"
ENVIRONMENT = "aws_batch_compute_environment"
PROVIDER = "aws_ecs_capacity_provider"
SECRETS = ("aws_secretsmanager_secret", "aws_ssm_parameter")
_FILE_SYSTEMS = ("aws_efs_file_system", "aws_fsx_windows_file_system")
WHERE = "container {}"
MAX_TEXT = 1_000_000


def containers_of(d: Declared, key: str = "container_definitions") -> Fact[list[dict[str, Any]]]:
    """The containers of a definition; unknown where the JSON is not known as a whole."""
    value = d.attrs.get(key)
    if value is None:
        return []
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str):
        if len(value) > MAX_TEXT or (is_symbolic(value) and not value.lstrip().startswith(("[", "{"))):
            return Unknown(f"`{d.address}.{key}` is `{readable(value[:80])}`, which is not known")
        try:
            value = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            return Unknown(f"`{d.address}.{key}` is not JSON")
    items = value if isinstance(value, list) else [value]
    return [c for c in items if isinstance(c, dict)]


def settings_of(container: Mapping[str, Any], origin: Origin) -> Iterator[Setting]:
    """Plain environment variables of one container."""
    for one in _list(container, "environment"):
        if isinstance(one.get("name"), str):
            place = WHERE.format(container.get("name") or "container")
            yield Setting(name=one["name"], value=text(one.get("value")), origin=origin, where=place)


def secrets_of(book: Book, container: Mapping[str, Any]) -> Iterator[Fact[str]]:
    """References to secret stores: environment by `valueFrom`, log options, and pull credentials."""
    log = container.get("logConfiguration")
    stated = [*_list(container, "secrets"), *(_list(log, "secretOptions") if isinstance(log, dict) else [])]
    pull = container.get("repositoryCredentials")
    values = [s.get("valueFrom") for s in stated] + ([pull.get("credentialsParameter")] if isinstance(pull, dict) else [])
    for value in values:
        if (found := secret_ref(book, value)) is not None:
            yield found


def secret_ref(book: Book, value: Any) -> Fact[str | None]:
    """The secret that a reference names, with a JSON key and version after its ARN left aside."""
    if not isinstance(value, str):
        return value if isinstance(value, Unknown) else None
    found = address_or_id(book, value, *SECRETS)
    if isinstance(found, str) and found not in book.by_address and found.count(":") > 6:
        return address_or_id(book, ":".join(found.split(":")[:7]), *SECRETS)
    return found


def _list(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = holder.get(key)
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def commands_in(container: Mapping[str, Any]) -> Iterator[Fact[str]]:
    """Entry point and command of a container, as one line."""
    words = [t for k in ("entryPoint", "command") for t in texts(container.get(k))]
    unknown = next((w for w in words if isinstance(w, Unknown)), None)
    if words:
        yield unknown or " ".join(w for w in words if isinstance(w, str))


def tasks(book: Book) -> Iterator[Resource]:
    """ECS task definitions."""
    for d in book.of(TASK):
        found = containers_of(d)
        origin = where(d, "container_definitions")
        plain = [] if isinstance(found, Unknown) else found
        settings = [s for c in plain for s in settings_of(c, origin)]
        hidden = [] if not isinstance(found, Unknown) else [Setting(name="container_definitions_secret", value=found, origin=origin)]
        commands = tuple(t for c in plain for t in commands_in(c))
        yield Workload(
            **{**head(book, d), "name": text(book.spell(d.attrs.get("family")))},
            kind="task-definition",
            identities=task_roles(book, d),
            volumes=tuple(_volumes(book, d)),
            images=(found,) if isinstance(found, Unknown) else given(text(book.spell(c.get("image"))) for c in plain),
            commands=commands,
            settings=(*settings, *hidden),
            uses=tuple(uses_of(book, origin, commands, settings)),
            places=models_called(commands, settings, d),
            size=text(d.attrs.get("cpu")),
            serves_ports=tuple(p for c in plain for p in ports_of(c)),
            secrets_from=given(s for c in plain for s in secrets_of(book, c)),
        )


def ports_of(container: Mapping[str, Any]) -> Iterator[Fact[int]]:
    """Ports that a container listens on."""
    for mapping in _list(container, "portMappings"):
        port = number(mapping.get("containerPort"))
        if port is not None:
            yield port


def task_roles(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    """The role of the code and the role of the agent, which fetches images and secrets for it."""
    return given(identity(book, d.attrs.get(k)) for k in ("task_role_arn", "execution_role_arn") if d.attrs.get(k) not in (None, ""))


def _volumes(book: Book, d: Declared) -> Iterator[Fact[str]]:
    for volume in blocks(d.attrs, "volume"):
        for key in ("efs_volume_configuration", "fsx_windows_file_server_volume_configuration"):
            found = denoted(book, d, block(volume, key).get("file_system_id"), "volume", *_FILE_SYSTEMS)
            if found is not None:
                yield found


def services(book: Book) -> Iterator[Resource]:
    """ECS services, with the roles of what they run."""
    for d in book.of(SERVICE):
        task = owner(book, _family(d.attrs.get("task_definition")), TASK) or _by_refs(book, d)
        run = book.by_address.get(task or "")
        yield Workload(
            **head(book, d),
            kind="container-service",
            identities=task_roles(book, run) if run else (),
            attachments=tuple(_service_attachments(book, d)),
            volumes=tuple(_volumes(book, run)) if run else (),
            parent=denoted(book, d, d.attrs.get("cluster"), "cluster", CLUSTER),
            runs=given((task or text(book.spell(d.attrs.get("task_definition"))),)),
            size=text(d.attrs.get("launch_type")),
            serves_ports=tuple(p for b in blocks(d.attrs, "load_balancer") if (p := number(b.get("container_port"))) is not None),
            confidential_why="ECS offers no trusted execution environment",
            shell=switch(d.attrs.get("enable_execute_command"), False),
        )


def _family(value: Any) -> Any:
    """`family:revision` names a task definition too."""
    return value.rsplit(":", 1)[0] if isinstance(value, str) and value.count(":") == 1 else value


def _by_refs(book: Book, d: Declared) -> str | None:
    value = d.attrs.get("task_definition")
    found = denoted(book, d, value, "task_definition", TASK)
    if isinstance(found, str) and found in book.by_address:
        return found
    plain = str(book.spell(_family(value))) if isinstance(value, str) else ""
    return next((t.address for t in book.of(TASK) if plain and book.spell(t.attrs.get("family")) == plain), None)


def _service_attachments(book: Book, d: Declared) -> Iterator[Attachment]:
    config = blocks(d.attrs, "network_configuration")
    for one in config:
        yield from placed(book, d, one, "network_configuration")
    if not config:
        yield from _host_attachments(book, d)


def placed(book: Book, d: Declared, config: Mapping[str, Any], key: str) -> Iterator[Attachment]:
    """One attachment for each subnet of a network configuration; no public address unless asked for."""
    own = groups_at(book, d, config.get("security_groups"), key)
    for subnet in many(book, d, config.get("subnets"), key, *SUBNETS):
        yield Attachment(
            subnet=subnet,
            rule_sets=groups_or_default(book, own, subnet),
            public_ip=switch(config.get("assign_public_ip"), False),
            address=d.address,
            origin=line_of(d, key, 0) if f"{key}[0]" in d.lines else where(d, key),
        )


def _host_attachments(book: Book, d: Declared) -> Iterator[Attachment]:
    """Tasks in bridge or host mode stand where the cluster's machines stand: those of its capacity providers."""
    cluster = denoted(book, d, d.attrs.get("cluster"), "cluster", CLUSTER)
    named = {a for s in book.of("aws_ecs_cluster_capacity_providers") for a in _providers(book, s, cluster)}
    hosts = {h for p in book.of(PROVIDER) if p.address in named for h in (_scaling_group(book, p),) if h}
    for group in scaling_groups(book):
        if isinstance(group, Workload) and group.address in hosts:
            yield from group.attachments


def _providers(book: Book, d: Declared, cluster: Fact[str | None]) -> Iterator[str]:
    if book.resolve(d.attrs.get("cluster_name"), CLUSTER) == cluster:
        yield from (p for p in many(book, d, d.attrs.get("capacity_providers"), "capacity_providers", PROVIDER) if isinstance(p, str))


def _scaling_group(book: Book, d: Declared) -> str | None:
    return owner(book, block(d.attrs, "auto_scaling_group_provider").get("auto_scaling_group_arn"), "aws_autoscaling_group")


def clusters(book: Book) -> Iterator[Resource]:
    """ECS clusters, which hold services together."""
    for d in book.of(CLUSTER):
        yield Workload(**head(book, d), kind="cluster")


def scheduled(book: Book) -> Iterator[Resource]:
    """Tasks that EventBridge starts: they run like services, in a network of their own."""
    for d in book.of("aws_cloudwatch_event_target"):
        for target in blocks(d.attrs, "ecs_target"):
            task = owner(book, _family(target.get("task_definition_arn")), TASK)
            run = book.by_address.get(task or "")
            yield Workload(
                **head(book, d),
                kind="container-service",
                identities=task_roles(book, run) if run else (),
                attachments=tuple(a for c in blocks(target, "network_configuration") for a in placed(book, d, c, "ecs_target")),
                parent=denoted(book, d, d.attrs.get("arn"), "arn", CLUSTER),
                runs=(task,) if task else (),
            )


def jobs(book: Book) -> Iterator[Resource]:
    """Batch job definitions, and the environments they run in."""
    for d in book.of(JOB):
        found = containers_of(d, "container_properties")
        plain = [] if isinstance(found, Unknown) else found
        origin = where(d, "container_properties")
        settings = tuple(s for c in plain for s in settings_of({"name": "job", **c}, origin))
        commands = tuple(t for c in plain for t in commands_in(c))
        roles = [c.get(k) for c in plain for k in ("jobRoleArn", "executionRoleArn")]
        yield Workload(
            **head(book, d),
            kind="task-definition",
            identities=given(identity(book, r) for r in roles if r),
            images=(found,) if isinstance(found, Unknown) else given(text(book.spell(c.get("image"))) for c in plain),
            commands=commands,
            settings=settings,
            uses=tuple(uses_of(book, origin, commands, settings)),
            secrets_from=given(s for c in plain for s in secrets_of(book, c)),
        )
    for d in book.of(ENVIRONMENT):
        yield _environment(book, d)


def _environment(book: Book, d: Declared) -> Workload:
    attachments: list[Attachment] = []
    roles: list[Fact[str | None]] = []
    for resources in blocks(d.attrs, "compute_resources"):
        config = {"subnets": resources.get("subnets"), "security_groups": resources.get("security_group_ids")}
        attachments += placed(book, d, config, "compute_resources")
        if resources.get("instance_role"):
            roles.append(identity(book, resources["instance_role"]))
    return Workload(**head(book, d), kind="scale-set", identities=given(roles), attachments=tuple(attachments))


LOWERINGS = (
    (frozenset({TASK}), tasks),
    (frozenset({SERVICE}), services),
    (frozenset({CLUSTER}), clusters),
    (frozenset({"aws_cloudwatch_event_target"}), scheduled),
    (frozenset({JOB, ENVIRONMENT}), jobs),
)
SUB_RESOURCES = frozenset(
    {PROVIDER, "aws_ecs_cluster_capacity_providers", "aws_ecs_task_set", "aws_batch_job_queue", "aws_appautoscaling_target"}
)
