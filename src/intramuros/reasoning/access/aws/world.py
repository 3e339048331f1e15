# SPDX-License-Identifier: Apache-2.0
"""The estate as AWS's policy evaluation sees it: parsed documents, callers with their layers, accounts and organisations."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct, structs

from intramuros.estate.access import Account, Identity, PolicyDocument
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.network import PrivateEndpoint, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown, is_symbolic, symbol
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.globs import STRANGER
from intramuros.reasoning.access.aws.judge import Layers
from intramuros.reasoning.access.aws.library import Shelves, Wordings
from intramuros.reasoning.access.aws.methods import TEMPLATES
from intramuros.reasoning.access.aws.principals import Caller, caller_of
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.access.reach import Who
from intramuros.reasoning.access.tokens import Tokens

T = TypeVar("T")
ANY_ACCOUNT = "account:*"
"""Some account of which nothing is known but that it is none of ours."""


class Actor(Struct, frozen=True, kw_only=True):
    """A principal to be judged: what he is called, how policies see him, which layers bind him."""

    principal: str
    """As `Reach.principal` has it."""
    who: Who
    caller: Caller
    layers: Layers
    told: dict[str, Values]
    """Condition keys that follow from who he is."""
    foreign: bool = False
    """His own account's policies are not ours to see, and its administrators may tag him as they like."""
    networks: tuple[str, ...] = ()
    """Addresses of our networks in which he works."""
    abroad: bool = False
    """A stranger bears his identity: he calls from none of our networks."""
    tagged: bool = False
    """Whoever bears his identity chose the tags of the session, which stand before those of the role."""
    doubt: str = ""
    """Why it is not certain that he is who he seems (an account known only after apply)."""


class World:
    """One estate with everything that the evaluation asks of it, each document parsed once."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self.estate = estate
        self.bounds = bounds
        self._parsed: dict[tuple[str, int], Policy] = {}
        self._documents: list[PolicyDocument] = []
        self._actors: dict[str, Actor] = {}
        self._able: dict[tuple[str, str], tuple[Identity, ...]] = {}
        self._wordings = Wordings()
        self._answers: dict[Hashable, Any] = {}
        self.consulted: set[tuple[str, str]] = set()
        """What has been asked about: addresses and actions (so that `alike` knows that it has thought of all)."""

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """An answer about the estate that many ask for, worked out once."""
        if question not in self._answers:
            self._answers[question] = answer()
        found: T = self._answers[question]
        return found

    @cached_property
    def tokens(self) -> Tokens:
        """Whose tokens of the other cloud are whose."""
        return Tokens(self.estate, Principals(self.estate, self.bounds))

    @cached_property
    def home(self) -> str:
        """The account of a resource that does not say: the charter's only production account, else the estate's only one."""
        levels = self.bounds.account_levels.items()
        named = [a for a, level in levels if level == "production" and re.fullmatch(r"\d{12}", a)]
        shown = {a for r in self.estate.all(Identity) if isinstance(a := r.account, str)}
        found = named if len(named) == 1 else sorted(shown)
        return found[0] if len(found) == 1 else symbol("provider.aws", "account_id")  # as the ARNs of such resources are spelled

    def account_of(self, resource: Resource) -> str:
        """The account a resource lives in; a symbol where that is not known."""
        return resource.account if isinstance(resource.account, str) else self.home

    def policy(self, document: PolicyDocument, label: str) -> Policy:
        """The parsed document."""
        key = (label, id(document))
        if key not in self._parsed:
            self._documents.append(document)  # keeps the id from being used again
            self._parsed[key] = Policy(
                document.document,
                label=f"{label} `{document.address}`",
                address=document.address,
                origin=document.origin,
                may_deny=not _only_allows(document),
                wording=self._wordings.of(document.document),
            )
        return self._parsed[key]

    def policies(self, documents: Iterable[PolicyDocument], label: str) -> tuple[Policy, ...]:
        """Several parsed documents."""
        return tuple(self.policy(d, label) for d in documents)

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Accounts of the estate by id."""
        return {i: a for a in self.estate.all(Account) if a.cloud == "aws" for i in (*a.ids, self.account_of(a))}

    @cached_property
    def shown_accounts(self) -> frozenset[str]:
        """Accounts whose identities the estate shows."""
        return frozenset(self.account_of(i) for i in self.identities)

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Every AWS identity."""
        return tuple(i for i in self.estate.all(Identity) if i.cloud == "aws" and i.kind != "service")

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Addresses of the users and roles of lower environments."""
        return tuple(i.address for i in self.identities if i.kind != "group" and self.bounds.level(i.address) == "lower")

    @cached_property
    def _groups(self) -> dict[str, tuple[Identity, ...]]:
        """Groups per member's address."""
        found: dict[str, list[Identity]] = {}
        for group in self.identities:
            for member in group.members if group.kind == "group" else ():
                user = self.estate.find(member, Identity)
                found.setdefault(user.address if user else str(member), []).append(group)
        return {k: tuple(v) for k, v in found.items()}

    def groups_of(self, identity: Identity) -> tuple[Identity, ...]:
        """The groups a user is in."""
        return self._groups.get(identity.address, ())

    def members_of(self, group: Identity) -> tuple[Identity, ...]:
        """The users of a group that the estate shows."""
        return tuple(i for m in group.members if (i := self.estate.find(m, Identity)) is not None)

    @cached_property
    def _carriers(self) -> tuple[tuple[Policy, list[Identity]], ...]:
        """Each identity policy, with all who carry it: many roles share few documents."""
        found: dict[int, tuple[Policy, list[Identity]]] = {}
        for identity in self.identities:
            for policy in self.actor(identity).layers.identity:
                found.setdefault(id(policy), (policy, []))[1].append(identity)
        return tuple(found.values())

    @cached_property
    def shelves(self) -> Shelves:
        """The identity policies, found by action and place."""
        return Shelves((policy, tuple(bearers)) for policy, bearers in self._carriers)

    def able(self, action: str, inside: str = "") -> tuple[Identity, ...]:
        """Identities with some statement that may allow an action, on something that the pattern `inside` covers where it is given."""
        asked = (action, inside)
        if asked not in self._able:
            among = self.shelves.allowing(action, inside)
            self._able[asked] = tuple({i.address: i for _, bearers in among for i in bearers}.values())
        return self._able[asked]

    def can(self, identity: Identity, action: str) -> bool:
        """Whether some statement of an identity's policies may allow an action at all."""
        return any(p.may_allow(action) for p in self.actor(identity).layers.identity)

    def workloads_of(self, identity: Identity) -> tuple[Workload, ...]:
        """The workloads that run as an identity."""
        return self._workloads.get(identity.address, ())

    def holds(self, standing: str, account: str) -> bool:
        """Whether something of a type or kind stands in an account ('' = nothing is asked)."""
        return not standing or (standing, account) in self._standing

    @cached_property
    def _standing(self) -> frozenset[tuple[str, str]]:
        found = [
            ((r.type, r.kind) if isinstance(r, Workload) else (r.type,), self.account_of(r))
            for r in self.estate.resources
            if r.cloud == "aws"
        ]
        return frozenset((name, account) for names, account in found for name in names)

    def followed(self, account: str) -> tuple[tuple[Workload, str], ...]:
        """Launch templates of an account that some scaling group follows, with the version that it follows."""
        return self._followed.get(account, ())

    @cached_property
    def _followed(self) -> dict[str, tuple[tuple[Workload, str], ...]]:
        found: dict[str, dict[tuple[str, str], tuple[Workload, str]]] = {}
        for group in self.estate.all(Workload):
            templates = [t for n in group.runs if (t := self.estate.find(n, Workload)) is not None] if group.follows else []
            for template, version in ((t, v) for t in templates for v in group.follows if v in TEMPLATES):
                found.setdefault(self.account_of(template), {})[template.address, version] = (template, version)
        return {account: tuple(pairs.values()) for account, pairs in found.items()}

    @cached_property
    def _workloads(self) -> dict[str, tuple[Workload, ...]]:
        found: dict[str, list[Workload]] = {}
        for workload in self.estate.all(Workload):
            for name in workload.identities:
                identity = self.estate.find(name, Identity)
                if identity is not None:
                    found.setdefault(identity.address, []).append(workload)
        return {k: tuple(v) for k, v in found.items()}

    def documents_of(self, identity: Identity) -> tuple[PolicyDocument, ...]:
        """Identity policies, those of a user's groups included."""
        return (*identity.policies, *(d for g in self._groups.get(identity.address, ()) for d in g.policies))

    def ours(self, account: str) -> bool:
        """Whether the charter trusts an account, or the estate stands in it."""
        return account == self.home or account in self.bounds.trusted_accounts or account in self.shown_accounts

    def organization_of(self, account: str) -> Values | str:
        """The organisation of one of our accounts: its id, or '' where it cannot be told."""
        held = self.accounts.get(account)
        stated = held.organization if held is not None and isinstance(held.organization, str) else ""
        known = sorted(self.bounds.trusted_organizations)
        if len(known) == 1 and (not stated or is_symbolic(stated)):
            return (known[0],)  # the charter's accounts are members of its organisations; an id known only after apply says nothing else
        return (stated,) if stated else ""

    def actor(self, identity: Identity) -> Actor:
        """An identity of the estate as one who asks."""
        if identity.address not in self._actors:
            self._actors[identity.address] = self._actor(identity)
        return self._actors[identity.address]

    def _actor(self, identity: Identity) -> Actor:
        account = self.account_of(identity)
        arn = arn_of(identity)
        boundary = (self.policy(identity.boundary, "permissions boundary"),) if identity.boundary is not None else ()
        layers = Layers(
            identity=self.policies(self.documents_of(identity), "identity policy"),
            boundary=boundary,
            scps=self.scps(account),
            all_powerful=identity.kind == "root",
        )
        kind = {"role": "session", "root": "root"}.get(identity.kind, "user")
        caller = Caller(
            kind=kind,  # type: ignore[arg-type]  # one of Caller's kinds
            name=arn,
            account=account,
            role_arn=arn if identity.kind == "role" else "",
            aliases=frozenset((identity.address, *identity.ids)),
            any_session=identity.kind == "role",
            service_linked=":role/aws-service-role/" in arn,
        )
        return Actor(
            principal=identity.address,
            who="own",
            caller=caller,
            layers=layers,
            told=self._told(identity, arn, account),
            networks=self._networks.get(identity.address, ()),
        )

    def scps(self, account: str) -> tuple[tuple[Policy, ...], ...]:
        """Service control policies over an account; none over a management account."""
        held = self.accounts.get(account)
        if held is None or held.is_management is True:
            return ()
        return tuple(self.policies(level, "service control policy") for level in held.scps)

    def rcps(self, account: str) -> tuple[tuple[Policy, ...], ...]:
        """Resource control policies over an account."""
        held = self.accounts.get(account)
        if held is None or held.is_management is True:
            return ()
        return tuple(self.policies(level, "resource control policy") for level in held.rcps)

    def _told(self, identity: Identity, arn: str, account: str) -> dict[str, Values]:
        told: dict[str, Values] = {
            "aws:PrincipalArn": (arn,),
            "aws:PrincipalAccount": (account,),
            "kms:CallerAccount": (account,),
            "aws:PrincipalType": ("AssumedRole" if identity.kind == "role" else "User",),
            **_NO_SERVICE,
        }
        organization = self.organization_of(account)
        if not isinstance(organization, str):
            told["aws:PrincipalOrgID"] = organization
        if isinstance(identity.tags, dict):
            told |= {f"aws:PrincipalTag/{k}": (v,) for k, v in identity.tags.items() if isinstance(v, str)}
        if identity.kind == "user" and isinstance(identity.name, str):
            told["aws:username"] = (identity.name,)
        elif identity.kind in ("role", "root"):
            told["aws:username"] = None  # only requests of users hold it: …/reference_policies_condition-keys.html#condition-keys-username
        return told

    @cached_property
    def _networks(self) -> dict[str, tuple[str, ...]]:
        """Networks in which the workloads of each identity stand."""
        found: dict[str, list[str]] = {}
        for workload in self.estate.all(Workload):
            places = [n for a in workload.attachments if isinstance(n := self._network(a.subnet), str)]
            for name in workload.identities:
                identity = self.estate.find(name, Identity)
                if identity is not None:
                    found.setdefault(identity.address, []).extend(places)
        return {k: tuple(dict.fromkeys(v)) for k, v in found.items()}

    def _network(self, subnet: object) -> object:
        held = self.estate.find(subnet, Subnet)
        return held.network if held is not None else None

    @cached_property
    def endpoints(self) -> tuple[PrivateEndpoint, ...]:
        """AWS endpoints of our networks."""
        return tuple(e for e in self.estate.all(PrivateEndpoint) if e.cloud == "aws")

    @cached_property
    def anonymous(self) -> Actor:
        """Anybody on the internet, unsigned."""
        told: dict[str, Values] = {
            "aws:PrincipalType": ("Anonymous",),
            "aws:userid": ("anonymous",),
            **_NO_SERVICE,
            **dict.fromkeys(("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:username")),
            "aws:MultiFactorAuthPresent": None,
        }
        return Actor(principal="anonymous", who="anonymous", caller=caller_of("anonymous"), layers=Layers(), told=told)

    @cached_property
    def any_account(self) -> Actor:
        """An account nobody has named."""
        return self._outsider(ANY_ACCOUNT, f"arn:aws:iam::{STRANGER}:root", STRANGER, "foreign")

    def is_strange(self, organization: str) -> bool:
        """Whether an organisation is none of ours; where the charter names none, one in a policy is taken for ours."""
        own = {a.organization for a in self.accounts.values()} | self.bounds.trusted_organizations
        return bool(self.bounds.trusted_organizations) and organization not in own and not is_symbolic(organization)

    def organization(self, organization: str) -> Actor:
        """Some account of a foreign organisation."""
        actor = self._outsider(f"organization:{organization}", f"arn:aws:iam::{STRANGER}:root", STRANGER, "foreign")
        return structs.replace(actor, told={**actor.told, "aws:PrincipalOrgID": (organization,)})

    def named(self, principal: str) -> Actor | None:
        """A principal that a policy, grant or share names and the estate does not hold; None for our own shown identities."""
        arn = f"arn:aws:iam::{principal}:root" if re.fullmatch(r"\d{12}", principal) else principal
        caller = caller_of(arn)
        if not caller.account or caller.kind in ("service", "federated", "anonymous"):
            return None
        whole = caller.kind == "root"
        if whole and (caller.account == self.home or caller.account in self.shown_accounts):
            return None
        if not whole and (self.find(arn, caller) is not None):
            return None
        trusted = self.ours(caller.account) or arn in self.bounds.trusted_principals or principal in self.bounds.trusted_principals
        name = f"account:{caller.account}" if whole or self.ours(caller.account) else arn
        return self._outsider(name, arn, caller.account, "own" if trusted else "foreign")

    def shown_account(self, account: str) -> Actor:
        """A whole account whose identities the estate shows: its administrators, taken together."""
        return self._outsider(f"account:{account}", f"arn:aws:iam::{account}:root", account, "own")

    def find(self, arn: str, caller: Caller) -> Identity | None:
        """The identity of the estate that an ARN means (a role also by the ARN of its sessions)."""
        return self.estate.find(arn, Identity) or (self.estate.find(caller.role_arn, Identity) if caller.role_arn else None)

    def _outsider(self, name: str, arn: str, account: str, who: Who) -> Actor:
        whole = arn.endswith(":root")
        caller = caller_of(arn)
        caller = Caller(
            kind="account" if whole else caller.kind,
            name=arn,
            account=account,
            role_arn=caller.role_arn,
            any_session=True,
        )
        told: dict[str, Values] = {"aws:PrincipalAccount": (account,), "kms:CallerAccount": (account,), **_NO_SERVICE}
        if not whole:
            told["aws:PrincipalArn"] = (caller.role_arn or arn,)
        organization = self.organization_of(account) if self.ours(account) else (f"o-{STRANGER}",)
        if not isinstance(organization, str):
            told["aws:PrincipalOrgID"] = organization
        if not self.ours(account):
            told["aws:PrincipalOrgPaths"] = (f"o-{STRANGER}/r-{STRANGER}/ou-{STRANGER}/",)
        doubt = "" if account == STRANGER or re.fullmatch(r"\d{12}", account) else f"the account of `{arn}` is known only after apply"
        layers = Layers(all_powerful=True, scps=self.scps(account))
        return Actor(principal=name, who=who, caller=caller, layers=layers, told=told, foreign=True, doubt=doubt)


_NO_SERVICE: dict[str, Values] = {
    "aws:PrincipalIsAWSService": ("false",),
    "aws:ViaAWSService": ("false",),
    **dict.fromkeys(
        (
            "aws:PrincipalServiceName",
            "aws:PrincipalServiceNamesList",
            "aws:SourceArn",
            "aws:SourceAccount",
            "aws:SourceOrgID",
            "aws:SourceOrgPaths",
            "aws:CalledVia",
            "aws:CalledViaFirst",
            "aws:CalledViaLast",
            "aws:SourceOwner",
        )
    ),
}
"""Keys of calls that services make for themselves or for others: absent where a principal calls himself."""


def _only_allows(document: PolicyDocument) -> bool:
    """AWS's own policies allow and nothing else, save the few whose names say otherwise (AWSDenyAll, AWSCompromisedKeyQuarantine)."""
    of_aws = isinstance(document.document, Unknown) and "AWS managed policy" in document.document.why
    return of_aws and not any(word in document.name for word in ("Deny", "Quarantine"))


def arn_of(resource: Resource) -> str:
    """The first ARN among a resource's ids, else a symbol for it."""
    found = next((i for i in resource.ids if i.startswith("arn:")), None)
    return found or next((i for i in resource.ids if i.endswith("arn\ue001")), symbol(resource.address, "arn"))


def arns_of(resource: Resource) -> tuple[str, ...]:
    """Every ARN of a resource."""
    return tuple(i for i in resource.ids if i.startswith("arn:")) or (arn_of(resource),)
