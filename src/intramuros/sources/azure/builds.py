# SPDX-License-Identifier: Apache-2.0
"""What runs on demand: Batch pools, registry tasks that build images, runbooks and workflows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.resource import Resource
from intramuros.estate.workloads import Attachment, Workload
from intramuros.sources.attributes import block, switch, text, texts
from intramuros.sources.azure import confidential
from intramuros.sources.azure.common import head, owner
from intramuros.sources.azure.hosts import decoded, images_of, settings_of
from intramuros.sources.azure.principals import identities_of
from intramuros.sources.azure.wiring import denote, given, line_of, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BATCH = "azurerm_batch_pool"
TASK = "azurerm_container_registry_task"
RUNBOOK = "azurerm_automation_runbook"
AUTOMATION = "azurerm_automation_account"
WORKFLOW = "azurerm_logic_app_workflow"


def lower_batch(book: Book) -> Iterator[Resource]:
    """Batch pools; without a subnet, or with addresses that Batch manages, nodes reach the internet directly."""
    for d in book.of(BATCH):
        network = block(d.attrs, "network_configuration")
        size = text(d.attrs.get("vm_size"))
        sealed_in_use, why = confidential.of_machine(size, {"os_disk": [block(d.attrs, "security_profile")]})
        start, container = block(d.attrs, "start_task"), block(d.attrs, "container_configuration")
        yield Workload(
            **head(book, d),
            kind="scale-set",
            identities=identities_of(book, d),
            attachments=tuple(_batch_attachments(book, d, network)),
            images=(*images_of(book, d.attrs), *texts(book.spell(container.get("container_image_names")))),
            commands=given((text(start.get("command_line")),)),
            settings=tuple(settings_of(start.get("common_environment_properties"), line_of(d, "start_task"))),
            size=size,
            confidential=sealed_in_use,
            confidential_why=why,
            sends_directly=network.get("subnet_id") is None,
            sends_why="" if network.get("subnet_id") else "the pool stands in no subnet of ours",
        )


def _batch_attachments(book: Book, d: Declared, network: dict[str, Any]) -> Iterator[Attachment]:
    if network.get("subnet_id") is not None:
        addresses = text(network.get("public_address_provisioning_type"), "BatchManaged")
        public = addresses if not isinstance(addresses, str) else addresses != "NoPublicIPAddresses"
        subnet = subnet_at(book, d, network["subnet_id"], "network_configuration")
        yield Attachment(subnet=subnet, public_ip=public or False, address=d.address, origin=line_of(d, "network_configuration"))


def lower_tasks(book: Book) -> Iterator[Resource]:
    """ACR tasks: they build and push images inside the registry's region."""
    for d in book.of(TASK):
        registry = denote(book, d, "container_registry_id", "azurerm_container_registry")
        parent = owner(book, registry, "azurerm_container_registry") if isinstance(registry, str) else None
        docker, encoded, file = (block(d.attrs, k) for k in ("docker_step", "encoded_step", "file_step"))
        yield Workload(
            **head(book, d, parent=parent),
            kind="build",
            identities=identities_of(book, d),
            images=texts(book.spell(docker.get("image_names"))),
            commands=given((decoded(encoded.get("task_content")), text(docker.get("dockerfile_path")), text(file.get("task_file_path")))),
            settings=tuple(
                s
                for step in (docker, encoded, file)
                for k in ("arguments", "values")
                for s in settings_of(step.get(k), d.origin, "build argument")
            ),
            parent=registry,
        )


def lower_runbooks(book: Book) -> Iterator[Resource]:
    """Runbooks run as their automation account, in Azure's own network; what the account's tags say holds for them."""
    for d in book.of(RUNBOOK):
        account = denote(book, d, "automation_account_name", AUTOMATION)
        home = book.by_address.get(account) if isinstance(account, str) else None
        fields = head(book, d)
        yield Workload(
            **{**fields, "tags": fields["tags"] or (head(book, home)["tags"] if home else {})},
            kind="pipeline",
            identities=identities_of(book, home) if home else (),
            commands=given((text(d.attrs.get("content")), text(block(d.attrs, "publish_content_link").get("uri")))),
            parent=account,
            sends_directly=True,
            sends_why="runbooks run in Azure's own network unless a hybrid worker takes them",
        )


def lower_workflows(book: Book) -> Iterator[Resource]:
    """Consumption logic apps: they call their connectors from Azure's own network."""
    for d in book.of(WORKFLOW):
        if switch(d.attrs.get("enabled"), default=True) is False:
            continue
        actions = (
            a
            for t in ("azurerm_logic_app_action_http", "azurerm_logic_app_action_custom")
            for a in book.pointing((t,), "logic_app_id", d.address)
        )
        called = [text(a.attrs.get(k)) for a in actions for k in ("uri", "body")]
        yield Workload(
            **head(book, d),
            kind="pipeline",
            identities=identities_of(book, d),
            commands=given(called),
            settings=tuple(settings_of(d.attrs.get("parameters"), line_of(d, "parameters"), "parameter")),
            sends_directly=True,
            sends_why="a consumption workflow runs in Azure's own network",
        )


LOWERINGS = (
    (frozenset({BATCH}), lower_batch),
    (frozenset({TASK}), lower_tasks),
    (frozenset({RUNBOOK}), lower_runbooks),
    (frozenset({WORKFLOW}), lower_workflows),
)
SUB_RESOURCES = frozenset(
    {
        "azurerm_logic_app_action_http",
        "azurerm_logic_app_action_custom",
        "azurerm_logic_app_trigger_http_request",
        "azurerm_logic_app_trigger_custom",
        "azurerm_logic_app_trigger_recurrence",
        "azurerm_container_registry_task_schedule_run_now",
        "azurerm_batch_job",
        "azurerm_automation_job_schedule",
        "azurerm_automation_schedule",
    }
)
