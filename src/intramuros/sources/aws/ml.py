# SPDX-License-Identifier: Apache-2.0
"""SageMaker: notebooks, domains, models, endpoints, feature groups, pipelines.

Defaults: registry.terraform.io, provider aws, `aws_sagemaker_notebook_instance` (direct_internet_access and root_access Enabled),
`aws_sagemaker_domain` (app_network_access_type PublicInternetOnly). An endpoint on an instance type with local NVMe storage takes no key:
its disk is sealed by the hardware and dies with the host (docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html, KmsKeyId).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.stores import DataStore, Seal
from intramuros.estate.values import Fact, Unknown, is_symbolic, negate, readable
from intramuros.estate.workloads import Attachment, InlineDisk, Setting, Use, Workload
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.aws.buckets import bucket_uri
from intramuros.sources.aws.common import Parts, addresses, documents, head, identity, owner, where
from intramuros.sources.aws.gates import GROUPS
from intramuros.sources.aws.seals import keyed, provided
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

NOTEBOOK, DOMAIN, PROFILE = "aws_sagemaker_notebook_instance", "aws_sagemaker_domain", "aws_sagemaker_user_profile"
MODEL, CONFIG, ENDPOINT = "aws_sagemaker_model", "aws_sagemaker_endpoint_configuration", "aws_sagemaker_endpoint"
PACKAGES = "aws_sagemaker_model_package_group"
SUBNETS: Final = ("aws_subnet", "aws_default_subnet")
_LOCAL: Final = lazy(r"ml\.(?:g4dn|g5|g6|g6e|gr6|p3dn|p4d|p4de|p5|p5e|p5en|p6|trn1|trn1n|trn2|[a-z]+\d[a-z]*d[a-z]*|i\d\w*)\.")
"""Instance families with local NVMe storage: the d families and those that always have it."""
_SAID = {"Enabled": True, "Disabled": False, True: True, False: False}


def place(book: Book, d: Declared, subnets: Any, groups: Any, *at: str) -> tuple[Attachment, ...]:
    """One attachment for each subnet, with the security groups of all."""
    rule_sets = addresses(book, groups, *GROUPS)
    return tuple(
        Attachment(subnet=s, rule_sets=rule_sets, address=d.address, origin=where(d, *at)) for s in addresses(book, subnets, *SUBNETS)
    )


def enabled(value: Any, default: bool) -> Fact[bool]:
    """A switch that SageMaker spells `Enabled` and `Disabled`."""
    if isinstance(value, Unknown):
        return value
    if value is None:
        return default
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is not known")
    return _SAID.get(value, default)


def notebooks(book: Book) -> Iterator[Workload]:
    """Every notebook instance."""
    for d in book.of(NOTEBOOK):
        role = identity(book, d.attrs.get("role_arn"))
        direct = enabled(d.attrs.get("direct_internet_access"), True)
        said = "is left at its default, Enabled" if d.attrs.get("direct_internet_access") is None else "is Enabled"
        yield Workload(
            **head(book, d),
            kind="notebook",
            identities=() if role is None else (role,),
            attachments=place(book, d, d.attrs.get("subnet_id"), d.attrs.get("security_groups"), "subnet_id"),
            disks=(InlineDisk(name="notebook volume", seal=_volume(book, d, "kms_key_id")),),
            size=text(book.spell(d.attrs.get("instance_type"))),
            sends_directly=direct,
            sends_why=f"direct_internet_access {said}" if direct is True else "",
            root_access=enabled(d.attrs.get("root_access"), True),
            commands=_lifecycle(book, d),
        )


def _lifecycle(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    at = owner(book, d.attrs.get("lifecycle_config_name"), "aws_sagemaker_notebook_instance_lifecycle_configuration")
    scripts = book.by_address[at].attrs if at else {}
    return tuple(t for k in ("on_create", "on_start") for t in texts(scripts.get(k)))


def _volume(book: Book, d: Declared, attribute: str) -> Seal:
    return keyed(book, d, d.attrs.get(attribute), f"no {attribute}: a key of AWS", at=(attribute,))


def domains(book: Book) -> Iterator[Workload]:
    """Every SageMaker domain; its user profiles are workloads of their own."""
    for d in book.of(DOMAIN):
        defaults = block(d.attrs, "default_user_settings")
        access = text(d.attrs.get("app_network_access_type"), "PublicInternetOnly")
        direct: Fact[bool] = access if isinstance(access, Unknown) else access != "VpcOnly"
        said = "defaults to PublicInternetOnly" if d.attrs.get("app_network_access_type") is None else f"is {access}"
        spaces = block(d.attrs, "default_space_settings").get("execution_role")
        roles = (identity(book, r) for r in (defaults.get("execution_role"), spaces))
        groups = defaults.get("security_groups") or block(d.attrs, "domain_settings").get("security_group_ids")
        yield Workload(
            **{**head(book, d), "name": text(book.spell(d.attrs.get("domain_name")))},
            kind="ml-domain",
            identities=tuple(dict.fromkeys(r for r in roles if r is not None)),
            attachments=place(book, d, d.attrs.get("subnet_ids"), groups, "subnet_ids"),
            disks=(InlineDisk(name="home file system", seal=_volume(book, d, "kms_key_id")),),
            sends_directly=direct,
            sends_why=f"app_network_access_type {said}" if direct is True else "",
            uses=tuple(_shared(book, d, defaults)),
        )


def _shared(book: Book, d: Declared, settings: Mapping[str, Any]) -> Iterator[Use]:
    """Where notebooks of the domain share their outputs."""
    sharing = block(settings, "sharing_settings")
    if sharing.get("s3_output_path") is not None:
        target = bucket_uri(book, sharing.get("s3_output_path"))
        yield Use(target=target, role="unknown", origin=where(d, "default_user_settings"), why="notebook outputs are shared")


def profiles(book: Book) -> Iterator[Workload]:
    """User profiles: notebooks in a domain, with its network and, unless they have one, its role."""
    for d in book.of(PROFILE):
        home = owner(book, d.attrs.get("domain_id"), DOMAIN)
        domain = book.by_address[home].attrs if home else {}
        own, defaults = block(d.attrs, "user_settings"), block(domain, "default_user_settings")
        role = identity(book, own.get("execution_role") or defaults.get("execution_role"))
        groups = own.get("security_groups") or defaults.get("security_groups")
        direct: Fact[bool] = domain.get("app_network_access_type", "PublicInternetOnly") != "VpcOnly"
        if home is None:
            direct = Unknown(f"the domain of `{d.address}`")
        yield Workload(
            **{**head(book, d), "name": text(book.spell(d.attrs.get("user_profile_name")))},
            kind="notebook",
            identities=() if role is None else (role,),
            attachments=place(book, d, domain.get("subnet_ids"), groups, "user_settings"),
            parent=home,
            sends_directly=direct,
            sends_why=f"its domain {home} is not VpcOnly" if direct is True else "",
        )


def models(book: Book) -> Iterator[Workload]:
    """Every model with its containers, the weights they load and the network they stand in."""
    for d in book.of(MODEL):
        containers = [*blocks(d.attrs, "primary_container"), *blocks(d.attrs, "container")]
        network = block(d.attrs, "vpc_config")
        isolated = switch(d.attrs.get("enable_network_isolation"), False)
        role = identity(book, d.attrs.get("execution_role_arn"))
        outside = (
            negate(isolated) if not network and not unknown_in(d.attrs, "vpc_config") else (unknown_in(d.attrs, "vpc_config") or False)
        )
        yield Workload(
            **head(book, d),
            kind="ml-model",
            identities=() if role is None else (role,),
            attachments=place(book, d, network.get("subnets"), network.get("security_group_ids"), "vpc_config"),
            images=tuple(t for c in containers for t in texts(book.spell(c.get("image")))),
            settings=tuple(s for c in containers for s in _settings(d, c)),
            uses=tuple(u for c in containers for u in _weights(book, d, c)),
            isolated=isolated,
            sends_directly=outside,
            sends_why="no vpc_config: it runs in a network of SageMaker's own" if outside is True else "",
        )


def _settings(d: Declared, container: Mapping[str, Any]) -> Iterator[Setting]:
    found = container.get("environment")
    for name, value in (found if isinstance(found, dict) else {}).items():
        yield Setting(name=str(name), value=text(value), origin=where(d, "primary_container", "container"))


def _weights(book: Book, d: Declared, container: Mapping[str, Any]) -> Iterator[Use]:
    sources = [container.get("model_data_url"), *(s.get("s3_uri") for s in blocks(block(container, "model_data_source"), "s3_data_source"))]
    for url in sources:
        if url is not None:
            target = bucket_uri(book, url)
            yield Use(target=target, role="weights", origin=where(d, "primary_container", "container"), why="named as model data")


def endpoint_configurations(book: Book) -> Iterator[Workload]:
    """Every endpoint configuration: the volumes of its instances, the models it runs, what it captures."""
    for d in book.of(CONFIG):
        variants = [*blocks(d.attrs, "production_variants"), *blocks(d.attrs, "shadow_production_variants")]
        named = (identity_of_model(book, v.get("model_name")) for v in variants)
        yield Workload(
            **head(book, d),
            kind="ml-endpoint-config",
            disks=tuple(_variant_disk(book, d, v) for v in variants if not blocks(v, "serverless_config")),
            runs=tuple(m for m in named if m is not None),
            uses=tuple(_captured(book, d)),
            size=next((t for v in variants for t in texts(book.spell(v.get("instance_type")))), None),
        )


def identity_of_model(book: Book, name: Any) -> Fact[str | None]:
    """The model that a variant names."""
    return book.resolve(name, MODEL)


def _variant_disk(book: Book, d: Declared, variant: Mapping[str, Any]) -> InlineDisk:
    size = text(book.spell(variant.get("instance_type")), "")
    label = text(variant.get("variant_name"), "variant")
    name = f"volume of {label if isinstance(label, str) else 'a variant'}"
    if isinstance(size, str) and _LOCAL.match(size):
        seal = provided(d, f"{size} has local NVMe storage, sealed by its hardware; kms_key_arn is not taken", "production_variants")
        return InlineDisk(name=name, seal=seal, ephemeral=True)
    return InlineDisk(name=name, seal=keyed(book, d, d.attrs.get("kms_key_arn"), "no kms_key_arn: a key of AWS", at=("kms_key_arn",)))


def _captured(book: Book, d: Declared) -> Iterator[Use]:
    capture = block(d.attrs, "data_capture_config")
    if capture.get("destination_s3_uri") is not None and switch(capture.get("enable_capture"), False) is not False:
        target = bucket_uri(book, capture.get("destination_s3_uri"))
        yield Use(target=target, role="prompts", origin=where(d, "data_capture_config"), why="data capture of an endpoint")
    result = block(d.attrs, "async_inference_config", "output_config").get("s3_output_path")
    if result is not None:
        yield Use(target=bucket_uri(book, result), role="prompts", origin=where(d, "async_inference_config"), why="answers of an endpoint")


def endpoints(book: Book) -> Iterator[Workload]:
    """Every model endpoint: it runs its configuration, and takes only requests signed with IAM credentials."""
    for d in book.of(ENDPOINT):
        config = book.resolve(d.attrs.get("endpoint_config_name"), CONFIG)
        yield Workload(**head(book, d), kind="ml-endpoint", runs=() if config is None else (config,))


def feature_groups(book: Book) -> Iterator[DataStore]:
    """Feature groups: an online store, and an offline one in a bucket."""
    for d in book.of("aws_sagemaker_feature_group"):
        online, offline = block(d.attrs, "online_store_config"), block(d.attrs, "offline_store_config")
        key = block(online, "security_config").get("kms_key_id") or block(offline, "s3_storage_config").get("kms_key_id")
        uri = block(offline, "s3_storage_config").get("s3_uri")
        target = bucket_uri(book, uri) if uri is not None else None
        yield DataStore(
            **{**head(book, d), "name": text(book.spell(d.attrs.get("feature_group_name")))},
            kind="database",
            seal=keyed(book, d, key, "no kms_key_id: a key of AWS", at=("online_store_config", "offline_store_config")),
            copy_of=(target,) if isinstance(target, str) and target in book.by_address else (),
        )


def model_registries(book: Book) -> Iterator[DataStore]:
    """Model package groups, with the policy that shares them."""
    parts = Parts(book, {"aws_sagemaker_model_package_group_policy": "model_package_group_name"}, PACKAGES)
    for d in book.of(PACKAGES):
        separate = parts.of(d.address, "aws_sagemaker_model_package_group_policy")
        policies = tuple(p for s in separate for p in documents(book, s, "resource_policy"))
        fields = {**head(book, d), "name": text(book.spell(d.attrs.get("model_package_group_name")))}
        yield DataStore(**fields, kind="model-registry", policies=policies)


def pipelines(book: Book) -> Iterator[Workload]:
    """SageMaker pipelines: they run jobs under a role."""
    for d in book.of("aws_sagemaker_pipeline"):
        role = identity(book, d.attrs.get("role_arn"))
        fields = {**head(book, d), "name": text(book.spell(d.attrs.get("pipeline_name")))}
        yield Workload(**fields, kind="pipeline", identities=() if role is None else (role,))
