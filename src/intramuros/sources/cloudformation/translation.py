# SPDX-License-Identifier: Apache-2.0
"""Resources of a stack as declared resources in the provider's shape; a type that no table knows keeps its own name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown, symbols
from intramuros.sources.cloudformation.item import As, Item, Part, attributes
from intramuros.sources.cloudformation.tables import IGNORED, TABLE
from intramuros.sources.cloudformation.words import snake
from intramuros.sources.declared import Declared

GUARDS: Final[Mapping[str, frozenset[str]]] = {
    "aws_s3_bucket_policy": frozenset({"bucket"}),
    "aws_s3_bucket_public_access_block": frozenset({"bucket"}),
    "aws_s3_account_public_access_block": frozenset({"account_id"}),
    "aws_sqs_queue_policy": frozenset({"queue_url"}),
    "aws_sns_topic_policy": frozenset({"arn"}),
    "aws_secretsmanager_secret_policy": frozenset({"secret_arn"}),
    "aws_wafv2_web_acl_association": frozenset({"resource_arn"}),
    "aws_iam_policy": frozenset({"name", "path"}),
    "aws_iam_role_policy": frozenset({"name", "role"}),
    "aws_iam_user_policy": frozenset({"name", "user"}),
    "aws_iam_group_policy": frozenset({"name", "group"}),
    "aws_ecr_repository_policy": frozenset({"repository"}),
    "aws_organizations_policy": frozenset({"name", "type"}),
    "aws_network_acl_rule": frozenset({"network_acl_id", "egress", "rule_number"}),
    "aws_route": frozenset({"route_table_id"}),
    "aws_vpc_security_group_ingress_rule": frozenset({"security_group_id"}),
    "aws_vpc_security_group_egress_rule": frozenset({"security_group_id"}),
    "aws_vpc_endpoint": frozenset({"vpc_id", "service_name", "vpc_endpoint_type"}),
    "aws_ecr_registry_scanning_configuration": frozenset(),
    "aws_cloudtrail": frozenset({"name", "s3_bucket_name"}),
    "aws_guardduty_detector": frozenset(),
    "aws_cloudwatch_metric_alarm": frozenset({"alarm_name", "namespace", "metric_name", "dimensions"}),
}
"""Parts whose presence decides an answer, and the attributes that say whose they are: under a condition that is not known, all others are not known."""
_GUARDING: Final = frozenset(
    {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::Organizations::Policy"}
)
"""Types that become parts of other resources than themselves; the parts of all others stand where they stand."""


def translated(item: Item) -> Iterator[Declared]:
    """What one resource amounts to in the provider's words."""
    how = TABLE.get(item.kind)
    if how is None:
        if item.kind not in IGNORED and not item.kind.startswith(_PREFIXES):
            yield _declared(item, Part(type=item.kind, attrs={}))
        return
    if how.type:
        attrs = attributes(item, how)
        yield _declared(item, Part(type=how.type, attrs=attrs, lines=_sources(item, how, attrs)))
    for part in how.parts(item) if how.parts is not None else ():
        yield _declared(item, part)


_PREFIXES: Final = tuple(t[:-1] for t in IGNORED if t.endswith("*"))


def _declared(item: Item, part: Part) -> Declared:
    attrs = {k: v for k, v in part.attrs.items() if v is not None}
    if (
        item.maybe
        and part.type in GUARDS
        and (not part.suffix or item.kind in _GUARDING)
        and not _stands_with_its_owner(item, (attrs.get(k) for k in GUARDS[part.type]))
    ):
        doubt = Unknown(item.maybe)
        attrs = {k: v if k in GUARDS[part.type] else doubt for k, v in attrs.items()}
    return Declared(
        address=item.address + part.suffix,
        type=part.type,
        attrs=attrs,
        origin=_origin(item, part.at) if part.at else item.stack.origin(item.lines),
        lines={a: _origin(item, p) for a, p in part.lines.items()},
        home=item.stack.home,
        symbolic_instance=bool(item.maybe),
    )


def _stands_with_its_owner(item: Item, attrs: Iterable[Any]) -> bool:
    """Whether it guards a resource that is created under the same condition: where that is, so is the guard."""
    named = {address for value in attrs if isinstance(value, str) for address, _ in symbols(value)}
    bodies = ((item.stack.address(name), body) for name, body in item.stack.resources.items() if isinstance(body, dict))
    return any(address in named and body.get("Condition", "") == item.condition for address, body in bodies)


def _origin(item: Item, path: str) -> Origin:
    """The lines of the property at a dotted path, as deep as they are known."""
    here: Any = item.raw
    lines = item.lines
    for key in path.split("."):
        known = getattr(here, "lines", {})
        if key not in known:
            break
        lines, here = known[key], here[key]
    return item.stack.origin(lines)


def _sources(item: Item, how: As, attrs: Mapping[str, Any]) -> dict[str, str]:
    named = {how.names.get(k, snake(k)): k for k in item.props}
    return {a: p for a, p in named.items() if a in attrs}
