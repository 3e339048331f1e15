# SPDX-License-Identifier: Apache-2.0
"""Which workloads load weights or serve a model, and which ways in lead to one.

Evidence, strongest first: what the workload is (a model endpoint), what it loads, its image and
commands, its tags and labels, its name. A pipeline that merely moves patient data is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from intramuros.estate.bounds import Bounds
from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Estate
from intramuros.estate.network import Interface
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown, sole_symbol
from intramuros.estate.workloads import Workload

_SERVERS: Final = lazy(
    r"vllm|text-generation-inference|(?<![a-z])tgi(?![a-z])|tritonserver|ollama|llama[._-]?cpp|llama-server|sglang|lmdeploy|torchserve|"
    r"tensorrt-?llm|huggingface[-/]?(?:llm|pytorch-inference|tgi)|djl-(?:inference|serving)|openai[._]api_server|text-embeddings-inference|"
    r"ray-llm|mlc-?llm|localai|litellm|open-webui|whisper|kserve|bentoml|nim/|nemo-inference|deepspeed-mii|exllama|koboldcpp|xinference"
)
"""Model servers by the names of their images and commands."""
_WORDS: Final = lazy(
    r"(?<![a-z])(?:llm|vllm|inference|inferenz|llm-inference|gpt|chatbot|assistant|copilot|transcriber|model-server|modelserver|llama|mistral)(?![a-z])"
)
_KINDS: Final = frozenset({"ml-endpoint", "ml-endpoint-config", "ml-model"})
_NOT_SERVING: Final = frozenset({"notebook", "build", "pipeline", "ml-domain", "ml-job"})


class Inference:
    """Inference workloads and LLM endpoints of one estate, each with the reason."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate = estate
        self._bounds = bounds

    @cached_property
    def workloads(self) -> Mapping[str, str]:
        """Address of each inference workload → why it is one."""
        found = {w.address: why for w in self._estate.all(Workload) if (why := self._own(w))}
        for _ in range(4):  # service -> task definition, endpoint -> config -> model: chains are short
            grown = {w.address: why for w in self._estate.all(Workload) if w.address not in found and (why := self._through(w, found))}
            if not grown:
                break
            found.update(grown)
        return found

    def _own(self, work: Workload) -> str:
        if work.kind in _NOT_SERVING:
            return ""
        if work.kind in _KINDS:
            return f"is a {work.kind.replace('ml-', 'model ')}"
        if any(u.role == "weights" for u in work.uses):
            return "loads weights"
        return _by_text(work) or _by_tags(work) or _by_labels(work) or _by_name(work)

    def _through(self, work: Workload, found: Mapping[str, str]) -> str:
        run = next((a for a in work.runs if isinstance(a, str) and a in found), None)
        return f"runs {run}, which {found[run]}" if run else ""

    @cached_property
    def _by_ip(self) -> dict[str, str]:
        held: dict[str, str] = {}
        for work in self._estate.all(Workload):
            for attachment in work.attachments:
                held.update({ip: work.address for ip in attachment.ips if isinstance(ip, str)})
                held.setdefault(attachment.address, work.address)
        return held

    def behind(self, endpoint: Endpoint) -> tuple[str, ...]:
        """Addresses of everything an endpoint leads to, through other endpoints."""
        seen: dict[str, None] = {}
        queue = [endpoint]
        while queue and len(seen) < 10_000:
            for thing in self._targets(queue.pop()):
                if thing.address in seen or thing.address == endpoint.address:
                    continue
                seen[thing.address] = None
                if isinstance(thing, Endpoint):
                    queue.append(thing)
        return tuple(seen)

    def _targets(self, endpoint: Endpoint) -> Iterator[Resource]:
        for target in endpoint.targets:
            if isinstance(target, Unknown):
                continue
            found = self._estate.find(self._by_ip.get(target, target), Resource) or self._by_symbol(target)
            if isinstance(found, Interface):
                found = self._estate.find(self._by_ip.get(found.address), Resource) or found
            if found is not None:
                yield found

    def _by_symbol(self, target: str) -> Resource | None:
        named = sole_symbol(target)
        if named is None:
            return None
        owner = self._by_ip.get(named[0], named[0])
        return self._estate.find(owner, Resource)

    def llm(self, endpoint: Endpoint) -> str:
        """Why an endpoint is a way in to a model; '' when it is none."""
        behind = self.behind(endpoint)
        reached = next((a for a in behind if a in self.workloads), None)
        if reached:
            return f"leads to {reached}, which {self.workloads[reached]}"
        return self._to_account(endpoint, behind) or _by_name(endpoint)

    def _to_account(self, endpoint: Endpoint, behind: tuple[str, ...]) -> str:
        """A gateway before Azure OpenAI: an account of the estate that serves models, or the host name of one that is not."""
        account = next((a for a in behind if _serves_models(self._estate.find(a, DataStore))), None)
        doors = (endpoint, *(e for a in behind if (e := self._estate.find(a, Endpoint))))
        hosts = (t for door in doors for t in door.targets if isinstance(t, str) and t.casefold().endswith(".openai.azure.com"))
        named = account or next(hosts, None)
        return f"leads to {named}, which serves models" if named else ""


def _serves_models(store: DataStore | None) -> bool:
    """An Azure OpenAI account, or one of all AI services with a model deployed in it."""
    if store is None or store.kind != "ai-account":
        return False
    return store.purpose == "OpenAI" or (store.purpose == "AIServices" and bool(store.contents))


def _by_text(work: Workload) -> str:
    for what, texts in (("image", work.images), ("command", work.commands)):
        for text in texts:
            hit = _SERVERS.search(text.casefold()) if isinstance(text, str) else None
            if hit:
                return f"runs the {what} “{hit[0]}”"
    named = next((s for s in work.settings if re.search(r"(?i)(?:^|_)(?:MODEL|VLLM|HF|LLM)_|MODEL_(?:ID|NAME|PATH|SIZE)$", s.name)), None)
    return f"is configured with {named.name}" if named else ""


def _by_tags(work: Workload) -> str:
    if isinstance(work.tags, Unknown):
        return ""
    for key, value in work.tags.items():
        if isinstance(value, str) and key.casefold() != "name" and _WORDS.search(value.casefold()):
            return f"is tagged {key} = {value}"
    return ""


def _by_labels(work: Workload) -> str:
    """Labels of a node pool say which pods are scheduled on it."""
    for label in work.settings:
        if label.where == "node label" and isinstance(label.value, str) and _WORDS.search(label.value.casefold()):
            return f"is labelled {label.name} = {label.value}"
    return ""


def _by_name(thing: Resource) -> str:
    name = thing.name if isinstance(thing.name, str) else ""
    tagged = thing.tags.get("Name") if not isinstance(thing.tags, Unknown) else None
    for text in (name, tagged if isinstance(tagged, str) else "", thing.address.rsplit(".", 1)[-1]):
        low = text.casefold().replace("_", "-")
        hit = _WORDS.search(low) or _SERVERS.search(low)
        if hit:
            return f"is named {text}"
    return ""
