# SPDX-License-Identifier: Apache-2.0
"""What Ingress controllers and gateway classes make of an Ingress or Gateway: its address, its firewall, whether it asks who comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from intramuros.estate.edges import Endpoint
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import block, text
from intramuros.sources.kubernetes.clusters import Clusters
from intramuros.sources.kubernetes.objects import Object, section
from intramuros.sources.kubernetes.scope import allowed, flag, listed, scope_of

_ALB: Final = "alb.ingress.kubernetes.io/"
_GATEWAY: Final = "appgw.ingress.kubernetes.io/"
_NGINX: Final = "nginx.ingress.kubernetes.io/"
_ROUTING: Final = "webapprouting.kubernetes.azure.com"


class Told(Struct, frozen=True, kw_only=True):
    """What is known of a way in before one looks at what is behind it."""

    public: Fact[bool]
    why: str
    firewalls: Fact[tuple[str, ...]]
    asks: Fact[bool] | None
    """None where nothing here says so."""
    asks_why: str = ""


def ingress(o: Object, objects: Sequence[Object], clusters: Clusters, services: Sequence[Object]) -> Told:
    """An Ingress, by the class that names its controller."""
    stated = o.spec.get("ingressClassName") or o.annotations.get("kubernetes.io/ingress.class")
    if isinstance(stated, Unknown):
        return Told(public=stated, why="", firewalls=stated, asks=None)
    name = str(stated or "")
    if name == "alb" or any(k.startswith(_ALB) for k in o.annotations):
        return _alb(o, objects)
    if name in ("azure/application-gateway", "azure-application-gateway"):
        return _application_gateway(o, clusters)
    if name == _ROUTING or "nginx" in name:
        return _nginx(o, name, objects, clusters, services)
    missing = Unknown(f"where the controller of class `{name}` listens" if name else f"which controller takes {o.address}")
    return Told(public=missing, why="", firewalls=missing, asks=None)


def _alb(o: Object, objects: Sequence[Object]) -> Told:
    mates = _mates(o, objects)
    given = [p.spec.get("scheme") for p in objects if p.kind == "IngressClassParams"]
    scheme = next((g for g in (*given, *(m.says(f"{_ALB}scheme") for m in mates)) if g), None)
    public: Fact[bool] = scheme if isinstance(scheme, Unknown) else scheme == "internet-facing"
    why = f"its load balancer is {scheme or 'internal, as the controller makes it unless told otherwise'}"
    if public is True and (ranges := [r for m in mates for r in listed(m, f"{_ALB}inbound-cidrs")]):
        public, why = allowed(ranges) is not False, "it takes requests from an allow-list of addresses only"
    if public is True and o.says(f"{_ALB}security-groups") is not None:
        public = Unknown(f"whom the security groups that {o.address} names let in")
    if scheme is None and o.says(f"{_ALB}group.name") is not None:
        public = Unknown(f"the scheme of the load balancer that {o.address} shares with others of its group")
    arn = next((a for m in mates if (a := m.says(f"{_ALB}wafv2-acl-arn")) is not None), None)
    old = next((a for m in mates if (a := m.says(f"{_ALB}waf-acl-id")) is not None), None)
    firewalls: Fact[tuple[str, ...]] = arn if isinstance(arn, Unknown) else (arn,) if arn else ()
    if not arn and old:
        firewalls = Unknown(f"what the classic web ACL {old} blocks")
    asks = o.says(f"{_ALB}auth-type") in ("cognito", "oidc") and o.says(f"{_ALB}auth-on-unauthenticated-request") in (
        None,
        "authenticate",
        "deny",
    )
    return Told(public=public, why=why, firewalls=firewalls, asks=True if asks else None, asks_why="its load balancer signs callers in")


def _mates(o: Object, objects: Sequence[Object]) -> list[Object]:
    """Itself first, then those that share its load balancer: scheme, web ACL and allow-list stand on any one of a group and hold of all."""
    group = o.says(f"{_ALB}group.name")
    others = (m for m in objects if group is not None and m.kind == "Ingress" and m is not o and m.says(f"{_ALB}group.name") == group)
    return [o, *others]


def _application_gateway(o: Object, clusters: Clusters) -> Told:
    private = flag(o.says(f"{_GATEWAY}use-private-ip"))
    fronts = [e for e in clusters.estate.all(Endpoint) if e.kind == "app-gateway"]
    only = fronts[0] if len(fronts) == 1 else None
    public: Fact[bool] = private if isinstance(private, Unknown) else False if private else only.public if only else True
    own = o.says(f"{_GATEWAY}waf-policy-for-path")
    missing = Unknown(f"the web application firewall of the gateway that {o.address} is set up in")
    firewalls = own if isinstance(own, Unknown) else (own,) if own else only.firewalls if only else missing
    why = "it is set up on the gateway's private address" if private is True else "it is set up on the application gateway's public address"
    return Told(public=public, why=why, firewalls=firewalls, asks=None)


def _nginx(o: Object, name: str, objects: Sequence[Object], clusters: Clusters, services: Sequence[Object]) -> Told:
    public, why = _routing(o, objects, clusters) if name == _ROUTING else _controller(name, clusters, services)
    closed = allowed(listed(o, f"{_NGINX}whitelist-source-range", f"{_NGINX}allowlist-source-range"))
    if closed is False and public is not False:
        public, why = False, "it takes requests from an allow-list of addresses only"
    filtered = flag(o.says(f"{_NGINX}enable-modsecurity"))
    firewalls: Fact[tuple[str, ...]] = () if filtered is False else Unknown(f"what ModSecurity blocks for {o.address}")
    asks = o.says(f"{_NGINX}auth-url") or o.says(f"{_NGINX}auth-type") or o.says(f"{_NGINX}auth-tls-verify-client") == "on"
    return Told(public=public, why=why, firewalls=firewalls, asks=True if asks else None, asks_why="its controller asks for credentials")


def _controller(name: str, clusters: Clusters, services: Sequence[Object]) -> tuple[Fact[bool], str]:
    """The load balancer of the controller, where its Service is among the objects."""
    found = [
        s for s in services if s.spec.get("type") == "LoadBalancer" and "nginx" in f"{s.namespace}/{s.name}/{dict(s.labels)}".casefold()
    ]
    if len(found) != 1:
        return Unknown(f"where the controller of class `{name}` listens"), ""
    public, why = scope_of(found[0], clusters.cloud)
    return public, f"{found[0].address}: {why}" if why else ""


def _routing(o: Object, objects: Sequence[Object], clusters: Clusters) -> tuple[Fact[bool], str]:
    """The application routing add-on: a public address unless its controller is told otherwise (…/aks/app-routing-nginx-configuration)."""
    own = [c for c in objects if c.kind == "NginxIngressController"]
    internal = any("azure-load-balancer-internal" in str(c.spec.get("loadBalancerAnnotations")) for c in own)
    cluster = clusters.of(o).workload
    declared = clusters.declared(cluster.address) if cluster else None
    stated = text(block(declared.attrs, "web_app_routing").get("default_nginx_controller")) if declared else None
    if internal or stated == "Internal":
        return False, "the application routing add-on listens on an internal address"
    return (stated, "") if isinstance(stated, Unknown) else (True, "the application routing add-on listens on a public address")


def gateway(o: Object, objects: Sequence[Object]) -> Told:
    """A Gateway of the Gateway API, by its class."""
    chosen = o.spec.get("gatewayClassName")
    name = str(chosen or "")
    annotations = section(o.spec, "infrastructure", "annotations")
    if any("internal" in str(k) and str(v).casefold() == "true" for k, v in {**o.annotations, **annotations}.items()):
        return Told(public=False, why="its load balancer is internal", firewalls=(), asks=None)
    missing = Unknown(f"where gateways of class `{name}` listen")
    if name != "azure-alb-external":
        return Told(public=missing, why="", firewalls=missing, asks=None)
    guards = [w for w in objects if w.kind == "WebApplicationFirewallPolicy"]
    firewalls: Fact[tuple[str, ...]] = Unknown(f"what {guards[0].address} blocks") if guards else ()
    return Told(public=True, why="Application Gateway for Containers listens on a public address", firewalls=firewalls, asks=None)
