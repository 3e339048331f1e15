# SPDX-License-Identifier: Apache-2.0
"""Bare model servers: software that answers whoever asks, unless it is started with a key.

vLLM, llama.cpp, SGLang and text-generation-inference take `--api-key` or an environment variable; Ollama and Triton know no credentials.
A proxy started beside the server may ask for them, so its presence leaves the question open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from intramuros.estate.patterns import lazy

_SERVERS: Final = lazy(
    r"(?i)vllm|text-generation-inference|tritonserver|ollama|llama[._-]cpp|llama-server|sglang|lmdeploy|huggingface/tgi|"
    r"text-embeddings-inference|tensorrt-?llm|whisper-server"
)
_ASKS: Final = lazy(r"(?i)--api-key|api_?key|auth_?token|oauth2|oidc|nginx|envoy|caddy|traefik|haproxy|litellm")
_HOLLOW: Final = lazy(r"(?i)(?:api_?key|auth_?token)\W{0,3}(?:EMPTY|none|dummy|changeme)?\W{0,2}$")


def unasked(words: Sequence[str]) -> str:
    """The model server that the images, commands and settings of a workload start without credentials; '' where none is seen."""
    hit = next((m[0] for w in words if (m := _SERVERS.search(w))), "")
    asks = any(_ASKS.search(w) and not _HOLLOW.search(w) for w in words)
    return hit if hit and not asks else ""
