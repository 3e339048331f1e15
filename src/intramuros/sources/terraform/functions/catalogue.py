# SPDX-License-Identifier: Apache-2.0
"""Every function of Terraform 1.11 in plain sight, with the types of its arguments (`terraform metadata functions -json`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from intramuros.sources.terraform.functions import (
    collections,
    conversions,
    dates,
    encoding,
    files,
    formats,
    hashes,
    network,
    numbers,
    patterns,
    strings,
    yaml_text,
)
from intramuros.sources.terraform.functions.arguments import (
    Function,
    Taker,
    counted,
    counted_uniform,
    given,
    known,
    mapping,
    number,
    plain,
    sequence,
    some,
    text,
    texts,
    uniform,
    whatever,
    whole,
)
from intramuros.sources.terraform.kinds import BOOL, Collection
from intramuros.sources.terraform.types import change
from intramuros.sources.terraform.values import Value


def _of(call: Callable[..., Any], *takes: Taker, rest: Taker | None = None, optional: int = 0) -> Function:
    return Function(call=call, takes=takes, rest=rest, optional=optional)


def _placed(call: Callable[..., Any], *takes: Taker) -> Function:
    return Function(call=call, takes=takes, placed=True)


def _flags(value: Value) -> list[Value]:
    found: list[Value] = change(sequence(value), Collection("list", BOOL))
    return found


STRINGS: Final[dict[str, Function]] = {
    "chomp": _of(strings.chomp, text),
    "endswith": _of(strings.endswith, text, plain),
    "format": _of(formats.format_text, plain, rest=whatever),
    "formatlist": _of(formats.formatlist, plain, rest=whatever),
    "indent": _of(strings.indent, whole, text),
    "join": _of(strings.join, text, rest=texts),
    "lower": _of(strings.lower, plain),
    "regex": _of(patterns.regex, plain, plain),
    "regexall": _of(patterns.regexall, plain, plain),
    "replace": _of(strings.replace, text, plain, text),
    "split": _of(strings.split, plain, text),
    "startswith": _of(strings.startswith, text, plain),
    "strcontains": _of(strings.strcontains, text, plain),
    "strrev": _of(strings.strrev, plain),
    "substr": _of(strings.substr, plain, whole, whole),
    "title": _of(strings.title, plain),
    "trim": _of(strings.trim, text, plain),
    "trimprefix": _of(strings.trimprefix, text, plain),
    "trimspace": _of(strings.trimspace, text),
    "trimsuffix": _of(strings.trimsuffix, text, plain),
    "upper": _of(strings.upper, plain),
}
COLLECTIONS: Final[dict[str, Function]] = {
    "alltrue": _of(strings.alltrue, _flags),
    "anytrue": _of(strings.anytrue, _flags),
    "chunklist": _of(collections.chunklist, counted_uniform, whole),
    "coalesce": _of(collections.coalesce, rest=whatever),
    "coalescelist": _of(collections.coalescelist, rest=given),
    "compact": _of(collections.compact, texts),
    "concat": _of(collections.concat, rest=some),
    "contains": _of(collections.contains, sequence, given),
    "distinct": _of(collections.distinct, uniform),
    "element": _of(collections.element, counted, whole),
    "flatten": _of(collections.flatten, sequence),
    "index": _of(collections.index_of, sequence, given),
    "keys": _of(collections.keys, mapping),
    "length": _of(collections.length, known),
    "lookup": _of(collections.lookup, mapping, text, rest=whatever),
    "matchkeys": _of(collections.matchkeys, counted_uniform, counted_uniform, uniform),
    "merge": _of(collections.merge, rest=whatever),
    "one": _of(collections.one, counted),
    "range": _of(collections.range_of, rest=number),
    "reverse": _of(collections.reverse, sequence),
    "setintersection": _of(collections.setintersection, uniform, rest=uniform),
    "setproduct": _of(collections.setproduct, rest=counted),
    "setsubtract": _of(collections.setsubtract, uniform, uniform),
    "setunion": _of(collections.setunion, uniform, rest=uniform),
    "slice": _of(collections.slice_of, counted, whole, whole),
    "sort": _of(collections.sort, texts),
    "sum": _of(collections.sum_of, uniform),
    "transpose": _of(collections.transpose, mapping),
    "values": _of(collections.values, mapping),
    "zipmap": _of(collections.zipmap, texts, counted),
}
NUMBERS: Final[dict[str, Function]] = {
    "abs": _of(numbers.absolute, number),
    "ceil": _of(numbers.ceil, number),
    "floor": _of(numbers.floor, number),
    "log": _of(numbers.log, number, number),
    "max": _of(numbers.largest, rest=number),
    "min": _of(numbers.smallest, rest=number),
    "parseint": _of(numbers.parseint, known, whole),
    "pow": _of(numbers.power, number, number),
    "signum": _of(numbers.signum, number),
}
ENCODINGS: Final[dict[str, Function]] = {
    "base64decode": _of(encoding.base64decode, plain),
    "base64encode": _of(encoding.base64encode, plain),
    "csvdecode": _of(encoding.csvdecode, plain),
    "jsondecode": _of(encoding.jsondecode, text),
    "jsonencode": _of(encoding.jsonencode, whatever),
    "textdecodebase64": _of(encoding.textdecodebase64, plain, plain),
    "textencodebase64": _of(encoding.textencodebase64, plain, plain),
    "urlencode": _of(encoding.urlencode, plain),
    "yamldecode": _of(yaml_text.yamldecode, text),
    "yamlencode": _of(yaml_text.yamlencode, whatever),
}
HASHES: Final[dict[str, Function]] = {
    "base64sha256": _of(hashes.base64sha256, plain),
    "base64sha512": _of(hashes.base64sha512, plain),
    "md5": _of(hashes.md5, plain),
    "sha1": _of(hashes.sha1, plain),
    "sha256": _of(hashes.sha256, plain),
    "sha512": _of(hashes.sha512, plain),
    "uuidv5": _of(hashes.uuidv5, plain, plain),
}
NETWORKS: Final[dict[str, Function]] = {
    "cidrhost": _of(network.cidrhost, plain, whole),
    "cidrnetmask": _of(network.cidrnetmask, plain),
    "cidrsubnet": _of(network.cidrsubnet, plain, whole, whole),
    "cidrsubnets": _of(network.cidrsubnets, plain, rest=whole),
}
FILES: Final[dict[str, Function]] = {
    "abspath": _placed(files.abspath, plain),
    "basename": _of(files.basename, plain),
    "dirname": _of(files.dirname, plain),
    "file": _placed(files.file, text),
    "filebase64": _placed(files.filebase64, text),
    "filebase64sha256": _placed(files.filebase64sha256, text),
    "filebase64sha512": _placed(files.filebase64sha512, text),
    "fileexists": _placed(files.fileexists, text),
    "filemd5": _placed(files.filemd5, text),
    "fileset": _placed(files.fileset, text, plain),
    "filesha1": _placed(files.filesha1, text),
    "filesha256": _placed(files.filesha256, text),
    "filesha512": _placed(files.filesha512, text),
    "pathexpand": _of(files.pathexpand, plain),
    "templatefile": _placed(files.templatefile, text, mapping),
    "templatestring": _placed(files.templatestring, text, mapping),
}
TYPES: Final[dict[str, Function]] = {
    "ephemeralasnull": _of(conversions.same, whatever),
    "issensitive": _of(conversions.issensitive, whatever),
    "nonsensitive": _of(conversions.same, whatever),
    "sensitive": _of(conversions.same, whatever),
    "tobool": _of(conversions.tobool, whatever),
    "tolist": _of(conversions.tolist, whatever),
    "tomap": _of(conversions.tomap, whatever),
    "tonumber": _of(conversions.tonumber, whatever),
    "toset": _of(conversions.toset, whatever),
    "tostring": _of(conversions.tostring, whatever),
}
DATES: Final[dict[str, Function]] = {
    "formatdate": _of(dates.formatdate, plain, plain),
    "timeadd": _of(dates.timeadd, plain, plain),
    "timecmp": _of(dates.timecmp, plain, plain),
}
FUNCTIONS: Final[dict[str, Function]] = STRINGS | COLLECTIONS | NUMBERS | ENCODINGS | HASHES | NETWORKS | FILES | TYPES | DATES
NEVER_KNOWN: Final[dict[str, str]] = {
    "base64gzip": "its bytes depend on Terraform's own compressor",
    "bcrypt": "its salt is drawn at apply",
    "plantimestamp": "it is the moment of the plan",
    "rsadecrypt": "secrets are not decrypted in a review",
    "timestamp": "it is the moment of the apply",
    "uuid": "it is drawn at apply",
}
