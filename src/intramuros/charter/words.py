# SPDX-License-Identifier: Apache-2.0
"""The words by which tags and names betray a class of data, in the languages of the hospitals that use the tool."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from intramuros.estate.bounds import DATA_CLASSES, DataClass
from intramuros.estate.patterns import lazy

HARMLESS: Final = frozenset(
    "public öffentlich oeffentlich none no internal-public synthetic synthetisch anonymous anonymised anonymized dummy demo "
    "marketing".split()
)
"""Tag values that say: nothing to protect here."""

TAG_WORDS: Final[Mapping[str, DataClass]] = {
    **{c: c for c in DATA_CLASSES},
    "weight": "weights",
    "model": "weights",
    "models": "weights",
    "model-weights": "weights",
    "modelweights": "weights",
    "gewichte": "weights",
    "modell": "weights",
    "training": "training-data",
    "trainingdata": "training-data",
    "trainingsdaten": "training-data",
    "dataset": "training-data",
    "transcript": "transcripts",
    "transcription": "transcripts",
    "transkripte": "transcripts",
    "recording": "recordings",
    "aufzeichnungen": "recordings",
    "video": "recordings",
    "audio": "recordings",
    "record": "records",
    "phi": "records",
    "ephi": "records",
    "health": "records",
    "health-data": "records",
    "healthdata": "records",
    "patient": "records",
    "patients": "records",
    "patient-data": "records",
    "patientdata": "records",
    "patientendaten": "records",
    "gesundheitsdaten": "records",
    "medical": "records",
    "clinical": "records",
    "ehr": "records",
    "prompt": "prompts",
    "prompt-log": "prompts",
    "prompt-logs": "prompts",
    "completions": "prompts",
    "chat": "prompts",
}

_STEMS: Final[tuple[tuple[DataClass, str], ...]] = (
    ("prompts", r"prompt|completion|chatlog|chat-hist|conversation"),
    ("transcripts", r"transcript|transkript|mitschrift|diktat|dictation"),
    ("recordings", r"recording|aufzeichnung|aufnahme|mitschnitt|enregistrement|telerec"),
    ("training-data", r"training-?data|trainingsdaten|korpus|corpus|corpora|finetun|fine-tun|annotation|trainset"),
    ("weights", r"weights|gewichte|checkpoint|safetensor|model-?artifact|model-?store|model-?registry"),
    ("records", r"patient|befund|fallakte|krankenakte|health-?record|medical-?record|radiolog|anamnes|dicom|diagnos"),
)
"""Stems that are distinctive enough to count anywhere inside a name."""

_TOKENS: Final[Mapping[str, DataClass]] = {
    "ckpt": "weights",
    "lora": "weights",
    "adapter": "weights",
    "adapters": "weights",
    "gguf": "weights",
    "models": "weights",
    "model": "weights",
    "modelle": "weights",
    "llm-models": "weights",
    "training": "training-data",
    "dataset": "training-data",
    "datasets": "training-data",
    "chat": "prompts",
    "chats": "prompts",
    "calls": "recordings",
    "video": "recordings",
    "videos": "recordings",
    "audio": "recordings",
    "sprechstunde": "recordings",
    "ehr": "records",
    "emr": "records",
    "phi": "records",
    "fhir": "records",
    "hl7": "records",
    "pacs": "records",
    "kis": "records",
    "appointments": "records",
    "appointment": "records",
    "termine": "records",
    "akten": "records",
    "clinical": "records",
    "medical": "records",
    "health": "records",
}
"""Short words that count only as a whole word of a name."""

_EXCUSES: Final = lazy(
    r"(?<![a-z])(synth\w*|test|tests|dummy|demo|sample|samples|example|public|mock|fixture|tfstate|terraform-state|logs?|audit\w*|protokolle?|"
    r"metrics?|assets?|website|static|backup-logs|schema|config)(?![a-z])"
)
"""Words that take a name's evidence away: a log bucket for the model service holds logs."""


def of_tag(value: str) -> tuple[DataClass, ...] | None:
    """Classes a data-classification tag names; () for "nothing to protect"; None when it says nothing we know ("confidential")."""
    words = [w for w in re.split(r"[\s,;+/|:]+", value.casefold()) if w]
    found = [TAG_WORDS[w] for w in words if w in TAG_WORDS]
    if found:
        return tuple(dict.fromkeys(found))
    return () if words and all(w in HARMLESS for w in words) else None


def of_name(name: str) -> tuple[DataClass, str] | None:
    """The class that a cloud name betrays and the word that does; None where it says nothing or excuses itself."""
    low = name.casefold()
    for data, stems in _STEMS:
        stem = re.search(stems, low)
        if stem and not _excused(low, stem[0]):
            return data, stem[0]
    tokens = [t for t in re.split(r"[^a-z0-9à-ÿ]+", low) if t]
    hit = next((t for t in tokens if t in _TOKENS), None)
    return (_TOKENS[hit], hit) if hit and not _excused(low, hit) else None


def _excused(low: str, word: str) -> bool:
    excuses = [m[0] for m in _EXCUSES.finditer(low)]
    if word.startswith(("prompt", "chat", "completion", "conversation")):
        excuses = [e for e in excuses if e not in ("log", "logs", "protokoll", "protokolle")]  # a prompt log is a log of prompts
    return bool(excuses)
