# SPDX-License-Identifier: Apache-2.0
"""Data classes and environments by the order of the rules page, each with its reason."""

from __future__ import annotations

import datetime as dt

import pytest

from intramuros.charter.draw import draw
from intramuros.charter.form import Charter, EnvironmentForm, ProtectForm
from intramuros.charter.words import of_name, of_tag
from intramuros.charter.zones import ZONES, approved_regions, approved_zones
from intramuros.estate.graph import Container, Estate
from intramuros.estate.network import Network, Subnet
from intramuros.estate.origin import Origin
from intramuros.estate.places import azure_pair, country, regions
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Place
from intramuros.estate.values import Unknown, symbol
from intramuros.estate.workloads import Use, Workload

AT = Origin(file="main.tf", line=1)
TODAY = dt.date(2026, 11, 23)


def store(address: str, **more: object) -> DataStore:
    return DataStore(address=address, type="aws_s3_bucket", cloud="aws", origin=AT, kind=more.pop("kind", "object-store"), **more)  # type: ignore[arg-type]


def classes(*resources: Resource, **form: object) -> dict[str, tuple[str, ...]]:
    bounds = draw(Charter(**form), Estate(resources), today=TODAY)  # type: ignore[arg-type]
    return {a: p.data for a, p in bounds.protected.items()}


def test_the_charter_wins_over_the_tag_and_the_name() -> None:
    bucket = store("aws_s3_bucket.b", name="patient-records", tags={"data-classification": "transcripts"})
    protect = [ProtectForm(data="weights", resources=["aws_s3_bucket.*"])]
    assert classes(bucket, protect=protect) == {"aws_s3_bucket.b": ("weights",)}


def test_the_tag_wins_over_the_name() -> None:
    assert classes(store("a", name="patient-records", tags={"DataClassification": "prompts"})) == {"a": ("prompts",)}


@pytest.mark.parametrize("value", ["public", "none", "synthetic"])
def test_a_tag_that_says_harmless_silences_the_name(value: str) -> None:
    assert classes(store("a", name="patient-records", tags={"data-classification": value})) == {}


def test_a_tag_that_says_nothing_known_leaves_the_name_to_speak() -> None:
    assert classes(store("a", name="patient-records", tags={"data-classification": "confidential"})) == {"a": ("records",)}


def test_a_model_url_makes_its_bucket_a_store_of_weights_whatever_its_name() -> None:
    use = Use(target="bucket", role="weights", origin=AT, why="model_data_url")
    model = Workload(address="model", type="aws_sagemaker_model", cloud="aws", origin=AT, kind="ml-model", uses=(use,))
    assert classes(store("bucket", name="misc-assets"), model)["bucket"] == ("weights",)


def test_copies_of_copies_inherit() -> None:
    source = store(
        "a", tags={"data-classification": "recordings"}, places=(Place(kind="replica", where="eu-west-1", address="r", origin=AT, to="b"),)
    )
    assert classes(source, store("b", name="dr"), store("c", name="dr2", kind="snapshot", copy_of=("b",))) == dict.fromkeys(
        "abc", ("recordings",)
    )


def test_the_group_speaks_for_its_stores_but_not_for_registries() -> None:
    group = Container(
        address="g", type="azurerm_resource_group", cloud="azure", origin=AT, name="rg", tags={"data-classification": "recordings"}
    )
    inside, registry = store("s", name="x", group="rg"), store("r", name="y", group="rg", kind="registry")
    assert classes(group, inside, registry) == {"s": ("recordings",)}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("clinic-transcripts", "transcripts"),
        ("stkrmtelerec", "recordings"),
        ("llm-modellgewichte", "weights"),
        ("prompt-log", "prompts"),
        ("sprechstunde-mitschriften", "transcripts"),
        ("fhir-store", "records"),
        ("finetune-corpus", "training-data"),
        ("lora-adapters", "weights"),
    ],
)
def test_names_that_speak(name: str, data: str) -> None:
    found = of_name(name)
    assert found is not None
    assert found[0] == data


@pytest.mark.parametrize(
    "name",
    ["infoseite-assets", "audit-protokolle", "patient-portal-logs", "synthetic-patients", "tfstate-models", "web", "modelling", "radio"],
)
def test_names_that_do_not(name: str) -> None:
    assert of_name(name) is None


def test_a_symbolic_name_says_nothing() -> None:
    assert classes(store("a", name=symbol("random_id.patient", "hex"))) == {}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (f"st-transcripts-{symbol('random_id.s', 'hex')}", {"a": ("transcripts",)}),
        (f"{symbol('var.prefix')}-models", {"a": ("weights",)}),
        (f"models{symbol('random_id.s', 'hex')}", {}),
        (f"web-{symbol('random_id.patient', 'hex')}", {}),
    ],
)
def test_the_certain_part_of_a_name_speaks(name: str, data: dict[str, tuple[str, ...]]) -> None:
    assert classes(store("a", name=name)) == data


def test_unknown_tags_leave_the_name_to_speak() -> None:
    assert classes(store("a", name="transcripts", tags=Unknown("tags"))) == {"a": ("transcripts",)}


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ("PHI", ("records",)),
        ("phi,recordings", ("records", "recordings")),
        ("model weights", ("weights",)),
        ("internal", None),
        ("public", ()),
    ],
)
def test_tag_values(value: str, data: tuple[str, ...] | None) -> None:
    assert of_tag(value) == data


def levels(*resources: Resource, **environments: EnvironmentForm) -> dict[str, str]:
    bounds = draw(Charter(environments=environments), Estate(resources), today=TODAY)
    return {a: p.level for a, p in bounds.placements.items()}


def test_the_first_environment_that_matches_wins() -> None:
    both = store("a", account="1", tags={"env": "dev"})
    forms = {"development": EnvironmentForm(tags={"env": ["dev"]}), "production": EnvironmentForm(accounts=["1"])}
    assert levels(both, store("b", account="1"), store("c", account="2"), **forms) == {"a": "lower", "b": "production", "c": "unassigned"}


def test_an_untagged_subnet_belongs_where_its_network_does_before_its_account() -> None:
    vpc = Network(address="v", type="aws_vpc", cloud="aws", origin=AT, account="1", tags={"env": "dev"})
    subnet = Subnet(address="s", type="aws_subnet", cloud="aws", origin=AT, account="1", network="v")
    forms = {"development": EnvironmentForm(tags={"env": ["dev"]}), "production": EnvironmentForm(accounts=["1"])}
    assert levels(vpc, subnet, **forms)["s"] == "lower"


def test_a_level_can_be_declared() -> None:
    assert (
        levels(store("a", tags={"env": "shared"}), shared=EnvironmentForm(tags={"env": ["shared"]}, level="production"))["a"]
        == "production"
    )


@pytest.mark.parametrize(
    ("tag", "level"),
    [("prod", "production"), ("Produktion", "production"), ("staging", "lower"), ("preprod", "lower"), ("other", "unassigned")],
)
def test_without_environments_the_usual_tags_speak(tag: str, level: str) -> None:
    assert levels(store("a", tags={"Environment": tag}))["a"] == level


def test_zones_hold_their_regions_and_no_others() -> None:
    eu = approved_regions(["eu"])
    assert {"eu-central-1", "eu-west-1", "westeurope", "northeurope", "eusc-de-east-1"} <= eu
    assert not eu & {"eu-west-2", "eu-central-2", "uksouth", "switzerlandnorth", "norwayeast", "us-east-1"}
    assert approved_regions(["azure:uksouth"]) == {"uksouth"}
    assert "zone:eu" in approved_zones(["eu"])
    assert "zone:eu" not in approved_zones(["de"])
    assert "geo:germany" in approved_zones(["de"])


def test_every_region_lies_in_a_country_and_pairs_are_regions() -> None:
    for region in regions():
        assert country(region)
        pair = azure_pair(region)
        assert pair is None or pair in regions()
    assert azure_pair("westeurope") == "northeurope"
    assert azure_pair("italynorth") is None


def test_every_zone_names_countries() -> None:
    assert len(ZONES["eu"]) == 27
    assert ZONES["eea"] - ZONES["eu"] == {"IS", "LI", "NO"}
    assert all(len(c) == 2 for members in ZONES.values() for c in members)


@pytest.mark.parametrize(
    ("purpose", "found"),
    [("OpenAI", {"a": ("prompts",)}), ("AIServices", {"a": ("prompts",)}), ("SpeechServices", {}), ("FormRecognizer", {})],
)
def test_a_language_model_service_is_sent_prompts(purpose: str, found: dict[str, tuple[str, ...]]) -> None:
    assert classes(store("a", kind="ai-account", purpose=purpose)) == found
