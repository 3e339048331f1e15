# SPDX-License-Identifier: Apache-2.0
"""Weights whose download nobody would notice."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.records import Alert
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.finding import Finding
from intramuros.reasoning.patterns import fits
from intramuros.reasoning.queries import hears_reads
from intramuros.reasoning.witnessing import witnesses
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule

_METRICS = frozenset({"egress", "transactions", "bytesdownloaded", "getrequests", "allrequests", "successe2elatency"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("silent-download", case, "high")
    for store in case.stores:
        if store.kind == "object-store" and "weights" in case.data(store) and not store.host:
            yield _of_store(case, bench, store)


def _of_store(case: Case, bench: Bench, store: DataStore) -> Finding:
    heard = [(a, both(a.enabled, a.acts, _watches(case, a, store))) for a in case.estate.all(Alert) if a.cloud == store.cloud]
    sure = next((a for a, watches in heard if watches is True), None)
    if sure:
        return bench.holds(store, f"{sure.address} calls when downloads are unusual")
    vague = [f.why for _, f in heard if isinstance(f, Unknown)]
    if vague:
        return bench.open(store, f"whether an alert watches downloads from {store.address} is not known", vague)
    return bench.fails(store, f"no enabled alert with an action watches downloads from {store.address}{_nearly(case, store)}")


def _nearly(case: Case, store: DataStore) -> str:
    """An alert that means this store but hears nothing of it deserves a word."""
    named = [
        a for a in case.estate.all(Alert) if a.kind == "log-metric" and a.cloud == store.cloud and a.query and _pattern(a, store) is True
    ]
    if not named:
        return ""
    if not list(witnesses(case.estate, store)):
        return f"; {named[0].address} would, but nothing records the reads that it waits for"
    return f"; {named[0].address} matches, but {named[0].acts_why or 'calls nobody or reads another log'}"


def _watches(case: Case, alert: Alert, store: DataStore) -> Fact[bool]:
    if alert.kind == "threat-detection":
        return _in_scope(alert, store)
    if alert.kind == "metric":
        metric = alert.metric if isinstance(alert.metric, Unknown) else (alert.metric or "").casefold() in _METRICS
        return both(metric, _in_scope(alert, store, whole=False))
    if alert.kind == "log-metric":
        return both(_pattern(alert, store), _fed(case, alert, store))
    if alert.kind == "log-query":
        query = alert.query
        if isinstance(query, Unknown):
            return query
        return both(hears_reads(query or "", store.name), _fed(case, alert, store))
    return _by_event(case, alert, store) if alert.kind == "event-rule" else False


def _by_event(case: Case, alert: Alert, store: DataStore) -> Fact[bool]:
    """A rule on recorded reads may call: EventBridge leaves out read-only events of CloudTrail unless told otherwise, and does not say which."""
    if isinstance(alert.query, Unknown):
        return alert.query
    query = alert.query or ""
    names_it = not isinstance(store.name, str) or "bucketName" not in query or f'"{store.name}"' in query
    if "GetObject" not in query or not names_it or not any(w.records is not False for w in witnesses(case.estate, store)):
        return False
    return Unknown(f"whether EventBridge hands the reads of {store.address} to {alert.address}")


def _in_scope(alert: Alert, store: DataStore, *, whole: bool = True) -> Fact[bool]:
    facts: list[Fact[bool]] = []
    for scope in alert.scopes:
        if isinstance(scope, Unknown):
            facts.append(scope)
        else:
            same_home = alert.account == store.account or alert.account is None or store.account is None
            regional = alert.cloud == "azure" or alert.region in (None, "global") or alert.region == store.region
            facts.append(scope == store.address or (whole and scope == "*" and same_home and regional))
    return either(*facts)


def _pattern(alert: Alert, store: DataStore) -> Fact[bool]:
    if not isinstance(alert.query, str) or not isinstance(store.name, str):
        return Unknown(f"the filter of {alert.address}")
    event = {"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "requestParameters.bucketName": store.name, "readOnly": "true"}
    return fits(alert.query, event)


def _fed(case: Case, alert: Alert, store: DataStore) -> Fact[bool]:
    """The log that the alert reads must be one that a recorder of this store's reads writes to."""
    logs = {s for s in alert.scopes if isinstance(s, str)}
    unsure = next((s for s in alert.scopes if isinstance(s, Unknown)), False)
    heard = ((w.records, any(d in logs for d in w.recorder.destinations)) for w in witnesses(case.estate, store))
    return either(*(both(records, either(fed, unsure)) for records, fed in heard))


RULE = Rule(
    id="silent-download",
    title="Nobody is called when weights are downloaded in an unusual way",
    family="witnessed",
    question="Does an enabled alert, fed by what truly records this store, call somebody when downloads are unusual?",
    why="Weights leave in minutes; a log that nobody reads tells the story a quarter later. An alert on a log that never records the store is silent for ever.",
    fails_when="no metric or log alert whose filter matches this store and whose source records it, with an action; and no threat detection on its scope",
    holds_when="such an alert with an action exists, or GuardDuty S3 protection or Defender for Storage covers it",
    patterns=("P15",),
    nearest=True,
    judge=_judge,
)
