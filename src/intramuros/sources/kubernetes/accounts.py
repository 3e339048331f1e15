# SPDX-License-Identifier: Apache-2.0
"""Service accounts and the identities of the cloud that their pods become.

docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html and …/pod-identities.html;
learn.microsoft.com/azure/aks/workload-identity-overview (pods without the label `azure.workload.identity/use` are given no token).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from intramuros.estate.access import Identity
from intramuros.estate.graph import Estate
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol
from intramuros.estate.workloads import Workload
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes.objects import Object, entries, section
from intramuros.sources.kubernetes.pods import Pods

ROLE: Final = "eks.amazonaws.com/role-arn"
CLIENT: Final = "azure.workload.identity/client-id"
LABEL: Final = "azure.workload.identity/use"
ASSOCIATION: Final = "aws_eks_pod_identity_association"
_EXCHANGE: Final = "AzureADTokenExchange"


class Accounts:
    """Whom the service accounts of one estate may act as."""

    def __init__(self, estate: Estate, objects: Sequence[Object], declared: Sequence[Declared]) -> None:
        self._estate = estate
        self._by_name: dict[tuple[str, str], Object] = {}
        for o in objects:
            if o.kind == "ServiceAccount" and isinstance(o.name, str) and isinstance(o.namespace, str):
                self._by_name.setdefault((o.namespace, o.name), o)
        self._associated = {
            (str(d.attrs.get("namespace")), str(d.attrs.get("service_account"))): d.address for d in declared if d.type == ASSOCIATION
        }

    def identities(self, pods: Pods) -> tuple[Fact[str], ...]:
        """The identities that the pods act as, beside those of their nodes."""
        if isinstance(pods.account, Unknown):
            return (pods.account,)
        space = pods.made_by.namespace
        if isinstance(space, Unknown):
            return (space,)
        return tuple(dict.fromkeys(self._of(pods, space or "default", pods.account)))

    def _of(self, pods: Pods, space: str, name: str) -> Iterator[Fact[str]]:
        account = self._by_name.get((space, name)) or self._by_name.get(("" if space == "default" else space, name))
        annotations: Mapping[str, Any] = account.annotations if account is not None else {}
        if annotations.get(ROLE) is not None:
            yield self._named(annotations[ROLE])
        if annotations.get(CLIENT) is not None:
            yield self._client(pods, annotations[CLIENT], space, name)
        elif _wants_token(pods):
            yield from self._federated(space, name)
        associated = self._estate.by_address.get(self._associated.get((space, name), ""))
        if isinstance(associated, Workload):
            yield from associated.identities

    def _client(self, pods: Pods, client: Any, space: str, name: str) -> Fact[str]:
        if not _wants_token(pods):
            return Unknown(f"whether {pods.made_by.address} acts as {name}'s identity: its pods lack the label {LABEL}")
        found = self._named(client)
        known = isinstance(found, str) and self._estate.find(found, Identity) is not None
        by_subject = tuple(self._federated(space, name)) if not known else ()
        return by_subject[0] if len(by_subject) == 1 else found

    def _federated(self, space: str, name: str) -> Iterator[str]:
        """Identities that take the tokens of this service account, as their credentials say."""
        subject = f"system:serviceaccount:{space}:{name}"
        for identity in self._estate.all(Identity):
            if any(f.subject == subject for f in identity.federations):
                yield identity.address

    def _named(self, value: Any) -> Fact[str]:
        if isinstance(value, Unknown):
            return value
        symbol = sole_symbol(value)
        if symbol is not None and symbol[0] in self._estate.by_address:
            return symbol[0]
        found = self._estate.find(value, Identity)
        if found is not None:
            return found.address
        if is_symbolic(value):
            return Unknown(f"`{readable(str(value))}` is not known")
        return self._by_role_name(str(value)) or str(value)

    def _by_role_name(self, arn: str) -> str | None:
        """A role by the name in its ARN, where the estate does not know its own account."""
        if ":role/" not in arn:
            return None
        account, name = arn.split(":")[4], arn.rsplit("/", 1)[-1]
        fitting = [i for i in self._estate.all(Identity) if i.kind == "role" and i.name == name and i.account in (None, account)]
        return fitting[0].address if len(fitting) == 1 else None


def _wants_token(pods: Pods) -> bool:
    """Whether a token for Entra is put into the pods: by the label, or by a volume of their own."""
    if str(pods.labels.get(LABEL)).casefold() == "true":
        return True
    projected = [s for v in entries(pods.spec, "volumes") for s in entries(section(v, "projected"), "sources")]
    return any(_EXCHANGE in str(section(s, "serviceAccountToken").get("audience")) for s in projected)
