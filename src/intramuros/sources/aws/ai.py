# SPDX-License-Identifier: Apache-2.0
"""Bedrock, Transcribe, Comprehend, Connect, Chime and Lex: what keeps or sends on prompts, transcripts and recordings.

A cross-region inference profile (ids with `us.`, `eu.`, `apac.`, `global.`, …) processes prompts in any region of its set
(docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.estate.workloads import Setting, Use, Workload
from intramuros.sources.attributes import block, blocks, text
from intramuros.sources.aws.buckets import bucket_uri
from intramuros.sources.aws.common import Parts, head, identity, owner, region_in, region_of, where
from intramuros.sources.aws.seals import keyed
from intramuros.sources.aws.trails import log_group
from intramuros.sources.aws.uses import MAX_FOUND
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ZONES: Final[Mapping[str, str]] = {
    "us": "zone:us", "us-gov": "zone:us", "eu": "zone:eu", "apac": "zone:apac", "jp": "zone:jp", "au": "zone:au", "ca": "zone:ca", "global": "global",
}  # fmt: skip
AGENT, KNOWLEDGE, PROFILE = "aws_bedrockagent_agent", "aws_bedrockagent_knowledge_base", "aws_bedrock_inference_profile"
CONNECT, CONNECT_STORAGE = "aws_connect_instance", "aws_connect_instance_storage_config"
TRAINED: Final = ("aws_transcribe_language_model", "aws_comprehend_document_classifier", "aws_comprehend_entity_recognizer")
CHIME: Final = ("aws_chimesdkmediapipelines_media_insights_pipeline_configuration", "aws_chime_voice_connector_streaming")
_MODEL_ID: Final = lazy(r"(?:^|/)(us-gov|us|eu|apac|jp|au|ca|global)\.[a-z0-9-]+\.")
_NAMED_PROFILE: Final = lazy(
    r"(?<![\w.-])(?<!//)(?:us-gov|us|eu|apac|jp|au|ca|global)\.(?:ai21|amazon|anthropic|cohere|deepseek|luma|meta|mistral|openai|qwen|"
    r"stability|twelvelabs|writer)\.[a-z0-9]{1,40}(?:-[a-z0-9.]{1,40}){1,12}"
)
"""A system-defined profile's id in running text: zone, vendor, and a model name with a hyphen; no host of a URL."""


def zone_of(model: object) -> str | None:
    """Where prompts to a model id or inference profile may be processed; None where only in the caller's own region."""
    found = _MODEL_ID.search(model) if isinstance(model, str) else None
    return ZONES[found[1]] if found else None


def models_called(commands: Sequence[Fact[str]], settings: Sequence[Setting], d: Declared) -> tuple[Place, ...]:
    """The zones that the inference profiles named in settings and commands send prompts to, each once."""
    texts = [*((s.value, s.origin) for s in settings), *((c, d.origin) for c in commands)]
    named = {h[0]: origin for t, origin in texts if isinstance(t, str) for h in islice(_NAMED_PROFILE.finditer(t), MAX_FOUND)}
    found = {ZONES[m.partition(".")[0]]: (m, origin) for m, origin in reversed(named.items())}
    return tuple(
        Place(kind="process", where=zone, address=d.address, origin=origin, why=f"{model} is a cross-region inference profile")
        for zone, (model, origin) in found.items()
    )


def processing(book: Book, d: Declared, model: Any, *at: str) -> tuple[Place, ...]:
    """The places where a model id has prompts processed, beside the resource's own region."""
    through = owner(book, model, PROFILE)
    if through is not None:
        profile = book.by_address[through]
        return processing(book, profile, block(profile.attrs, "model_source").get("copy_from"), "model_source")
    spelled = text(book.spell(model))
    if isinstance(spelled, Unknown) or is_symbolic(spelled):
        said = spelled.why if isinstance(spelled, Unknown) else f"the model `{readable(spelled)}` is not known"
        return (Place(kind="process", where=Unknown(said), address=d.address, origin=where(d, *at)),)
    zone, there = zone_of(spelled), region_in(spelled)
    if zone is not None:
        return (
            Place(
                kind="process", where=zone, address=d.address, origin=where(d, *at), why=f"{spelled} is a cross-region inference profile"
            ),
        )
    if there is not None and there != region_of(d):
        return (Place(kind="process", where=there, address=d.address, origin=where(d, *at), why=f"{spelled} is served in {there}"),)
    return ()


def agents(book: Book) -> Iterator[DataStore]:
    """Bedrock agents keep sessions and instructions, sealed with a key of AWS unless one is named."""
    for d in book.of(AGENT):
        yield _account(book, d, d.attrs.get("agent_name"), d.attrs.get("customer_encryption_key_arn"), "Bedrock agent",
                       processing(book, d, d.attrs.get("foundation_model"), "foundation_model"))  # fmt: skip


def _account(book: Book, d: Declared, name: Any, key: Any, purpose: str, places: tuple[Place, ...] = ()) -> DataStore:
    seal = keyed(book, d, key, "no key is named: a key that AWS owns", at=("customer_encryption_key_arn", "kms_key_arn"))
    fields = head(book, d)
    return DataStore(
        **{**fields, "name": text(book.spell(name)) or fields["name"]}, kind="ai-account", seal=seal, purpose=purpose, places=places
    )


def profiles(book: Book) -> Iterator[DataStore]:
    """Application inference profiles: the model they copy decides where prompts are processed."""
    for d in book.of(PROFILE):
        places = processing(book, d, block(d.attrs, "model_source").get("copy_from"), "model_source")
        yield DataStore(**head(book, d), kind="ai-account", purpose="Bedrock inference profile", places=places)


def custom_models(book: Book) -> Iterator[DataStore | Workload]:
    """Fine-tuned Bedrock models: weights of their own, made from training data in a bucket."""
    for d in book.of("aws_bedrock_custom_model"):
        name = text(book.spell(d.attrs.get("custom_model_name")))
        seal = keyed(
            book, d, d.attrs.get("custom_model_kms_key_id"), "no key is named: a key that AWS owns", at=("custom_model_kms_key_id",)
        )
        yield DataStore(**{**head(book, d), "name": name}, kind="model-registry", seal=seal, purpose="Bedrock custom model")
        role = identity(book, d.attrs.get("role_arn"))
        fields = {**head(book, d, suffix=".job"), "name": name}
        yield Workload(**fields, kind="ml-job", identities=() if role is None else (role,), uses=tuple(_training(book, d)))


def _training(book: Book, d: Declared) -> Iterator[Use]:
    for key in ("training_data_config", "validation_data_config"):
        inner = block(d.attrs, key)
        for one in (inner, *blocks(inner, "validator")):
            if one.get("s3_uri") is not None:
                yield Use(target=bucket_uri(book, one.get("s3_uri")), role="training-data", origin=where(d, key), why="fine-tunes a model")


def knowledge_bases(book: Book) -> Iterator[DataStore]:
    """Knowledge bases: an index over what their data sources hold."""
    parts = Parts(book, {"aws_bedrockagent_data_source": "knowledge_base_id"}, KNOWLEDGE)
    for d in book.of(KNOWLEDGE):
        sources = [s for one in parts.of(d.address, "aws_bedrockagent_data_source") if (s := _source(book, one))]
        model = block(d.attrs, "knowledge_base_configuration", "vector_knowledge_base_configuration").get("embedding_model_arn")
        places = processing(book, d, model, "knowledge_base_configuration")
        yield DataStore(**head(book, d), kind="search-index", copy_of=tuple(sources), purpose="Bedrock knowledge base", places=places)


def _source(book: Book, d: Declared) -> str | None:
    inner = block(d.attrs, "data_source_configuration", "s3_configuration")
    return owner(book, inner.get("bucket_arn"), "aws_s3_bucket")


def invocation_logs(book: Book) -> Iterator[Workload]:
    """Model invocation logging: every prompt and completion goes to a bucket or log group."""
    for d in book.of("aws_bedrock_model_invocation_logging_configuration"):
        inner = block(d.attrs, "logging_config")
        group = log_group(book, block(inner, "cloudwatch_config").get("log_group_name"))
        large = block(inner, "cloudwatch_config", "large_data_delivery_s3_config").get("bucket_name")
        buckets = [bucket_uri(book, b) for b in (block(inner, "s3_config").get("bucket_name"), large) if b is not None]
        targets = [*buckets, *([] if group is None else [group])]
        why = "takes the model invocation log"
        uses = tuple(Use(target=t, role="prompts", origin=where(d, "logging_config"), why=why) for t in targets)
        yield Workload(**head(book, d), kind="pipeline", uses=uses)


def medical_jobs(book: Book) -> Iterator[Workload]:
    """Transcribe and Comprehend resources that read training data of their own."""
    for d in book.of(*TRAINED):
        role = identity(book, d.attrs.get("data_access_role_arn") or block(d.attrs, "input_data_config").get("data_access_role_arn"))
        inner = block(d.attrs, "input_data_config")
        uris = [v for k in ("s3_uri", "tuning_data_s3_uri", "test_s3_uri") if (v := inner.get(k)) is not None]
        why = "trains a language model"
        uses = (Use(target=bucket_uri(book, u), role="training-data", origin=where(d, "input_data_config"), why=why) for u in uris)
        yield Workload(**head(book, d), kind="ml-job", identities=() if role is None else (role,), uses=tuple(uses))


def contact_centres(book: Book) -> Iterator[DataStore | Workload]:
    """Connect: each storage configuration sends recordings or transcripts to a bucket or stream."""
    for d in book.of(CONNECT):
        fields = {**head(book, d), "name": text(book.spell(d.attrs.get("instance_alias")))}
        yield DataStore(**fields, kind="recording", purpose="Connect")
    for d in book.of(CONNECT_STORAGE):
        yield Workload(
            **head(book, d), kind="pipeline", uses=tuple(_contact(book, d)), parent=owner(book, d.attrs.get("instance_id"), CONNECT)
        )


_CONTACT: Final[Mapping[str, Any]] = {
    "CALL_RECORDINGS": "recordings", "SCREEN_RECORDINGS": "recordings", "MEDIA_STREAMS": "recordings", "CHAT_TRANSCRIPTS": "transcripts",
    "REAL_TIME_CONTACT_ANALYSIS_SEGMENTS": "transcripts", "ATTACHMENTS": "records", "CONTACT_EVALUATIONS": "records",
    "CONTACT_TRACE_RECORDS": "records", "SCHEDULED_REPORTS": "unknown", "AGENT_EVENTS": "unknown",
}  # fmt: skip


def _contact(book: Book, d: Declared) -> Iterator[Use]:
    role = _CONTACT.get(str(d.attrs.get("resource_type")), "unknown")
    storage = block(d.attrs, "storage_config")
    why = f"takes {d.attrs.get('resource_type')} of Connect"
    bucket = block(storage, "s3_config").get("bucket_name")
    if bucket is not None:
        yield Use(target=bucket_uri(book, bucket), role=role, origin=where(d, "storage_config"), why=why)
    streams = ("kinesis_firehose_config", "firehose_arn"), ("kinesis_stream_config", "stream_arn")
    for key, attribute in streams:
        stream = block(storage, key).get(attribute)
        target = book.resolve(stream, "aws_kinesis_firehose_delivery_stream", "aws_kinesis_stream")
        if target is not None:
            yield Use(target=target, role=role, origin=where(d, "storage_config"), why=why)


def call_recorders(book: Book) -> Iterator[Workload]:
    """Chime SDK: media pipelines that write recordings and transcripts, voice connectors that stream them."""
    for d in book.of(*CHIME):
        role = identity(book, d.attrs.get("resource_access_role_arn"))
        yield Workload(**head(book, d), kind="pipeline", identities=() if role is None else (role,), uses=tuple(_sinks(book, d)))


def _sinks(book: Book, d: Declared) -> Iterator[Use]:
    for element in blocks(d.attrs, "elements"):
        bucket = block(element, "s3_recording_sink_configuration").get("destination")
        if bucket is not None:
            yield Use(target=bucket_uri(book, bucket), role="recordings", origin=where(d, "elements"), why="call recordings")
        stream = block(element, "kinesis_data_stream_sink_configuration").get("insights_target")
        target = book.resolve(stream, "aws_kinesis_stream")
        if target is not None:
            yield Use(target=target, role="transcripts", origin=where(d, "elements"), why="call transcripts")


def bots(book: Book) -> Iterator[DataStore]:
    """Lex bots keep what patients say to them."""
    for d in book.of("aws_lexv2models_bot", "aws_lex_bot"):
        yield DataStore(**head(book, d), kind="ai-account", purpose="Lex")
