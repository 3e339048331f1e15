# SPDX-License-Identifier: Apache-2.0
"""Whether a database refuses unencrypted connections: what its parameter group says, else what its engine's default group says.

RDS for PostgreSQL sets rds.force_ssl to 1 from version 15 on (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html);
Aurora PostgreSQL leaves it at 0 before version 17 (…/AuroraUserGuide/AuroraPostgreSQL.Security.html); MySQL and MariaDB leave
require_secure_transport off before 8.4 and 11.8; DocumentDB has `tls` enabled, Neptune neptune_enforce_ssl = 1 by default.
"""

from __future__ import annotations

from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.stores import Transport
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import blocks, text, unknown_in
from intramuros.sources.aws.common import owner
from intramuros.sources.aws.gates import flag
from intramuros.sources.aws.seals import transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GROUPS: Final = (
    "aws_db_parameter_group",
    "aws_rds_cluster_parameter_group",
    "aws_docdb_cluster_parameter_group",
    "aws_neptune_cluster_parameter_group",
)
_NAMED_BY: Final = ("parameter_group_name", "db_cluster_parameter_group_name", "neptune_cluster_parameter_group_name")
_VERSION: Final = lazy(r"(\d{1,3})(?:\.(\d{1,3}))?")


def transport_of(book: Book, d: Declared, stated: Any) -> Transport:
    """Whether a database or cluster refuses plain connections."""
    engine = text(book.spell(stated), _engine_of(d.type))
    if isinstance(engine, Unknown) or is_symbolic(engine):
        return transport(d, Unknown(f"the engine of `{d.address}` is not known"), "engine is not known", "engine")
    parameter = _parameter(str(engine))
    if parameter is None:
        return transport(d, False, f"nothing makes {engine} refuse unencrypted connections", "engine")
    named = next((v for k in _NAMED_BY if (v := d.attrs.get(k)) not in (None, "")), None)
    group = owner(book, named, *GROUPS)
    if group is not None:
        return _by_group(book.by_address[group], d, parameter, str(engine))
    if named is not None and not str(book.spell(named)).startswith("default."):
        return transport(d, Unknown(f"the parameter group of `{d.address}` is not in the estate"), "parameter group unknown", *_NAMED_BY)
    return _by_default(book, d, parameter, str(engine), str(book.spell(named)) if named is not None else None)


def _engine_of(kind: str) -> str:
    return {"aws_docdb_cluster": "docdb", "aws_neptune_cluster": "neptune", "aws_rds_cluster": "aurora"}.get(kind, "")


def _parameter(engine: str) -> str | None:
    if "postgres" in engine or engine.startswith(("sqlserver", "custom-sqlserver")):
        return "rds.force_ssl"
    if engine.startswith(("mysql", "mariadb", "aurora")):
        return "require_secure_transport"
    return {"docdb": "tls", "neptune": "neptune_enforce_ssl"}.get(engine)


def _by_group(group: Declared, d: Declared, parameter: str, engine: str) -> Transport:
    if missing := unknown_in(group.attrs, "parameter"):
        return transport(d, missing, f"parameters of {group.address}", *_NAMED_BY)
    for one in blocks(group.attrs, "parameter"):
        if one.get("name") == parameter:
            value = one.get("value")
            said = readable(str(value)) if not isinstance(value, Unknown) else "not known"
            return transport(d, flag(value), f"{parameter} = {said} in {group.address}", *_NAMED_BY)
    family = text(group.attrs.get("family"))
    refuses = _default(engine, parameter, family if isinstance(family, str) else None, group.address)
    return transport(d, refuses, f"{parameter} is not set in {group.address}", *_NAMED_BY)


def _by_default(book: Book, d: Declared, parameter: str, engine: str, named: str | None) -> Transport:
    version = text(book.spell(d.attrs.get("engine_version")))
    family = named or (f"{engine}{version}" if isinstance(version, str) and not is_symbolic(version) else None)
    refuses = _default(engine, parameter, family, d.address)
    return transport(d, refuses, f"{parameter} as the default parameter group has it", "engine_version", "engine")


def _default(engine: str, parameter: str, family: str | None, address: str) -> Fact[bool]:
    """The default of the engine's own group; Unknown where it hangs on a version that is not stated."""
    if parameter in ("tls", "neptune_enforce_ssl"):
        return True
    if engine.startswith(("sqlserver", "custom-sqlserver")):
        return False
    stated = _VERSION.search(family) if family else None
    if stated is None:
        return Unknown(f"the engine version of `{address}`, on which the default of {parameter} hangs")
    return _since(engine, (int(stated[1]), int(stated[2] or 0)), address, parameter)


def _since(engine: str, version: tuple[int, int], address: str, parameter: str) -> Fact[bool]:
    if engine == "postgres":
        return version >= (15, 0)
    if engine == "aurora-postgresql":
        return version >= (17, 0)
    newest = {"mysql": (8, 4), "mariadb": (11, 8), "aurora-mysql": (8, 4)}.get(engine, (99, 0))
    return Unknown(f"the default of {parameter} in the newest {engine}, which `{address}` runs") if version >= newest else False
