# SPDX-License-Identifier: Apache-2.0
"""What a credential looks like: by its own format, or by the name it is kept under and a value that is no reference.

Formats follow the issuers' documentation (AWS access key ids, GitHub and GitLab token prefixes,
Hugging Face `hf_`, OpenAI and Anthropic `sk-`, Azure Storage account keys of 64 bytes). Values are
judged and forgotten; `masked` shows at most three characters of one.
"""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic, symbols

_FORMATS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("AWS access key id", lazy(r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])")),
    ("Hugging Face token", lazy(r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,40}(?![A-Za-z0-9])")),
    ("Anthropic API key", lazy(r"sk-ant-[A-Za-z0-9_-]{20,}")),
    ("OpenAI API key", lazy(r"(?<![A-Za-z0-9])sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}")),
    ("GitHub token", lazy(r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})")),
    ("GitLab token", lazy(r"(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}")),
    ("Slack token", lazy(r"xox[abprs]-[A-Za-z0-9-]{10,}")),
    ("Google API key", lazy(r"AIza[A-Za-z0-9_-]{35}")),
    ("npm token", lazy(r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}")),
    ("PyPI token", lazy(r"pypi-[A-Za-z0-9_-]{50,}")),
    ("private key", lazy(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")),
    ("Azure Storage account key", lazy(r"AccountKey=[A-Za-z0-9+/]{80,}={0,2}")),
    ("Azure shared access key", lazy(r"SharedAccessKey=[A-Za-z0-9+/]{40,}={0,2}")),
    ("shared access signature", lazy(r"[?&]sig=[A-Za-z0-9%+/]{30,}")),
    ("JSON web token", lazy(r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")),
    ("Azure client secret", lazy(r"(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9])")),
)
_URL: Final = lazy(r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:(?P<password>[^\s@/]{3,200})@")
_PAIR: Final = lazy(r"(?i)(?:^|;)\s*(?:password|pwd)\s*=\s*(?P<password>[^;\s]{3,200})")

_ASSIGNED: Final = lazy(
    r"(?:^|[\s;&])(?:\$env:)?(?P<name>[A-Za-z_][A-Za-z0-9_]{2,60})\s{0,3}=\s{0,3}[\"']?(?P<value>[^\s\"';&|]{1,300})"
    r"|\bdefine\(\s{0,3}'(?P<constant>[A-Za-z0-9_]{2,60})'\s{0,3},\s{0,3}'(?P<held>[^']{1,300})'"
)
"""An assignment in a script: `export NAME=value`, `$env:NAME = "value"`, PHP's `define('NAME', 'value')`."""

_SECRET_NAME: Final = lazy(
    r"(?i)(?:^|[_\-.]|(?<=[a-z]))(?:password|passwd|passphrase|pwd|secret|api_?key|apikey|access_?key|account_?key|auth_?key|encryption_?key|"
    r"signing_?key|private_?key|hmac|token|credentials?|conn(?:ection)?_?str(?:ing)?|sas|dsn|key|pat)(?:$|[_\-.]|(?=\d))"
)
_NO_SECRET_NAME: Final = lazy(
    r"(?i)(?:_|-|\b)(?:name|file|path|dir|url|uri|arn|id|enabled|disabled|ttl|length|len|size|max|min|limit|count|header|version|region|type|"
    r"algorithm|alg|timeout|expiry|expires|expiration|policy|rotation|prefix|suffix|format|mode|vault|vault_uri|store|provider|endpoint|audience|"
    r"issuer|scope|required|reset|hint|length|public|ref|reference|parameter|tokenizer|tokenizers|tokens|serializer|deserializer|serde|class|converter|label|labels|annotation|selector|taint|column|field|index|partition|sort|"
    r"parallelism|budget|usage|keyspace|keyboard|key_?id|keyid|bucket|table|topic|queue)(?:$|_|-)|public_?key|^(?:max|min|num|n)_|^key_?vault|^partition_?key|tokens?_per|^tokenizer"
)
_HOLLOW: Final = lazy(
    r"(?i)^(?:|empty|none|null|nil|undefined|unset|dummy|placeholder|change_?me|changeit|replace.?me|todo|tbd|x+|\*+|\.+|-+|<.*>|\{\{.*\}\}|%.*%|"
    r"your[-_ ].*|example.*|sample.*|test|fake.*|notused|not-used|unused|default|redacted|.*replace[-_. ]?me.*|.*placeholder.*|dummy[-_].*|"
    r"n/?a|true|false|yes|no|on|off|\d{1,7}(?:\.\d+)?)$"
)
_REFERENCE: Final = lazy(
    r"(?i)^(?:\$|@microsoft\.keyvault|arn:aws|projects/|vault:|secretref:|secret:|ref\+|ssm:|\{\{resolve:|/|\./|[a-z]:\\|file:|valuefrom|"
    r"https?://[^@]*$|[a-z0-9-]+\.vault\.azure\.net)"
)
_COMPUTED: Final = lazy(
    r"(?:^|\.)(?:(?:primary|secondary)_(?:access_)?(?:key|connection_string|sas_token|blob_connection_string)|(?:primary|secondary)_(?:read|write)?_?key|"
    r"admin_password|administrator_login_password|password|master_password|secret|secret_string|secret_access_key|result|"
    r"(?:default_)?(?:primary|secondary)_connection_string|client_secret|auth_token|private_key|private_key_pem|ses_smtp_password_v4|sas|value|key)$"
)


def by_format(text: str) -> str:
    """The kind of credential that `text` holds by its own format; '' when none."""
    for kind, pattern in _FORMATS:
        if pattern.search(text):
            return kind
    for kind, pattern in (("password in a URL", _URL), ("password in a connection string", _PAIR)):
        found = pattern.search(text)
        if found and not _no_value(found["password"]):
            return kind
    return ""


def names_secret(name: str) -> bool:
    """Whether a setting's name promises a credential (not its name, place, switch or number)."""
    return bool(_SECRET_NAME.search(name)) and not _NO_SECRET_NAME.search(name)


def judge_setting(name: str, value: str) -> str:
    """The kind of credential a plain setting holds; '' when it holds a reference, a placeholder or none."""
    if is_symbolic(value):
        return _computed(name, value)
    kind = by_format(value)
    if kind:
        return kind
    return "a credential by its name" if names_secret(name) and not _no_value(value) and _dense(value) else ""


def in_script(script: str) -> dict[str, str]:
    """Credentials that stand in a script: the name each is kept under (else its line), and its kind."""
    found: dict[str, str] = {}
    for number, line in enumerate(script.splitlines(), start=1):
        said = {n: k for n, v in _assigned(line) if (k := judge_setting(n, v))}
        kind = "" if said else by_format(line)
        found |= said or ({f"line {number}": kind} if kind else {})
    return found


def _assigned(line: str) -> list[tuple[str, str]]:
    pairs = [(m["name"] or m["constant"], m["value"] or m["held"]) for m in _ASSIGNED.finditer(line)]
    return [(n, v) for n, v in pairs if n.casefold() != "key" and not v.startswith("~")]


def _computed(name: str, value: str) -> str:
    """A key that Terraform reads from one resource and writes plainly into another's settings."""
    found = next((s for s in symbols(value) if _COMPUTED.search(s[1])), None)
    if found is None:
        return ""
    loud = found[1].rsplit(".", 1)[-1] not in ("value", "key", "result", "secret") or names_secret(name)
    return f"`{found[1]}` of {found[0]}" if loud else ""


def _no_value(value: str) -> bool:
    text = value.strip().strip("\"'")
    return bool(_HOLLOW.match(text) or _REFERENCE.match(text) or "${" in text or "$(" in text or text.startswith("$"))


def _dense(value: str) -> bool:
    """Long enough and not plain words: a value that somebody generated or made up as a password."""
    text = value.strip().strip("\"'")
    if len(text) < 6 or " " in text.strip():
        return False
    kinds = sum(bool(re.search(p, text)) for p in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    return kinds >= 2 and not re.fullmatch(r"[a-z]+(?:[-_.][a-z]+)*", text)


def masked(value: str) -> str:
    """Enough to find it, too little to use it."""
    text = value.strip().strip("\"'")
    return f"{text[:3]}… ({len(text)} characters)" if len(text) > 8 else "… (short)"
