# SPDX-License-Identifier: Apache-2.0
"""Questions: sentences and JSON say the same; names are found or refused with advice; each kind is answered with its way or its guards."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from intramuros.charter.form import Charter, EnvironmentForm, ProtectForm
from intramuros.errors import BadUsage
from intramuros.reasoning.questions.answering import answer
from intramuros.reasoning.questions.form import Can, Reaches, Rests, Sends, Stops, WhatIf, WhoCan, from_json, to_json
from intramuros.reasoning.questions.grammar import SENTENCES, parse, spoken
from intramuros.reasoning.questions.reply import Reply
from intramuros.reasoning.reasoner import Reasoner
from intramuros.review import reasoner

SOURCE = """
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
resource "aws_s3_bucket" "weights" {
  bucket = "models-of-the-house"
}
resource "aws_s3_bucket" "ct" {
  bucket = "ct-scans"
}
resource "aws_s3_bucket_public_access_block" "ct" {
  bucket                  = aws_s3_bucket.ct.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_policy" "ct" {
  bucket = aws_s3_bucket.ct.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "Open", Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.ct.arn}/*" }] })
}
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" },
    { Effect = "Allow", Principal = { AWS = aws_iam_user.nora.arn }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.reader.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }] })
}
resource "aws_iam_user" "nora" {
  name = "nora"
}
resource "aws_iam_role" "idle" {
  name               = "idle"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_lambda_function" "score" {
  function_name = "score"
  role          = aws_iam_role.reader.arn
}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Reasoner:
    folder: Path = tmp_path_factory.mktemp("estate")
    (folder / "main.tf").write_text(SOURCE, "utf-8")
    charter = Charter(
        environments={"production": EnvironmentForm(accounts=["410000000001"])},
        protect=[
            ProtectForm(data="weights", resources=["aws_s3_bucket.weights"]),
            ProtectForm(data="records", resources=["aws_s3_bucket.ct"]),
        ],
    )
    return reasoner([folder], charter=charter, today=dt.date(2026, 11, 23))[0]


def _ask(house: Reasoner, sentence: str) -> Reply:
    return answer(house, parse(sentence))


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("who can read aws_s3_bucket.weights", WhoCan(thing="aws_s3_bucket.weights")),
        ("Who can WRITE TO 'my bucket'?", WhoCan(power="write", thing="my bucket")),
        ("can role.a delete from b", Can(who="role.a", power="delete", thing="b")),
        ('can "a that can read" read b', Can(who="a that can read", thing="b")),
        ("can a reach b", Reaches(source="a", target="b")),
        ("can a connect to the internet on port 53/UDP", Reaches(source="a", target="the internet", port=53, protocol="udp")),
        ("what stops x from leaving", Stops(asset="x")),
        ("what stops x from leaving toward foreign accounts?", Stops(asset="x", outside="foreign-account")),
        ("can x leave to the internet", Stops(asset="x", outside="internet")),
        ("what if network firewall of y fails", WhatIf(guard="network firewall of y")),
        ("where does x rest", Rests(thing="x")),
        ("where is x", Rests(thing="x")),
        ("where can w send", Sends(workload="w")),
        ("where can w send to", Sends(workload="w")),
    ],
)
def test_a_sentence_is_a_question(sentence: str, question: object) -> None:
    assert parse(sentence) == question


@pytest.mark.parametrize(
    "sentence", ["", "hello", "who can fly", "can x", "what stops x", "can a reach b on 70000", "can x leave toward mars"]
)
def test_what_is_no_question_is_refused_with_advice(sentence: str) -> None:
    with pytest.raises(BadUsage) as told:
        parse(sentence)
    assert told.value.advice


@pytest.mark.parametrize("form", [form for form, _ in SENTENCES])
def test_every_documented_form_is_understood(form: str) -> None:
    words = {"PORT": "443", "OUTSIDE": "internet"}
    sentence = " ".join(words.get(w, w.lower() if w.isupper() else w) for w in form.split())
    question = parse(sentence)
    assert parse(spoken(question)) == question
    assert from_json(json.dumps(to_json(question))) == question


@pytest.mark.parametrize(
    "text",
    ["{", '{"ask": "who"}', '{"ask": "can", "who": 3, "thing": "x"}', '{"ask": "who-can"}', '{"ask": "who-can", "thing": "x", "x": 1}'],
)
def test_json_that_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(BadUsage, match="is no question"):
        from_json(text)


@pytest.mark.parametrize("name", ["aws_s3_bucket.weights", "models-of-the-house", "arn:aws:s3:::models-of-the-house", "weights", "WEIGHTS"])
def test_a_thing_has_many_names(house: Reasoner, name: str) -> None:
    assert _ask(house, f"who can read {name}").verdict == "yes"


def test_an_unknown_name_is_refused_with_the_nearest(house: Reasoner) -> None:
    with pytest.raises(BadUsage, match="is nothing in this estate") as told:
        _ask(house, "who can read aws_s3_bucket.weigths")
    assert "aws_s3_bucket.weights" in told.value.advice


def test_who_can_names_readers_with_their_ways(house: Reasoner) -> None:
    found = _ask(house, "who can read weights")
    ways = {t.subject: [m.target for m in t.path] for t in found.told if t.state == "yes"}
    assert ways == {"aws_iam_role.reader": ["aws_s3_bucket.weights"], "aws_iam_user.nora": ["aws_iam_role.reader", "aws_s3_bucket.weights"]}
    assert found.looked_at.startswith("3 identities")


@pytest.mark.parametrize(
    ("sentence", "verdict", "held"),
    [
        ("can aws_iam_role.reader read weights", "yes", []),
        ("can nora read weights", "yes", []),
        ("can aws_lambda_function.score read weights", "yes", []),
        ("can idle read weights", "no", ["no grant in an identity policy"]),
        ("can anyone read ct", "no", ["public access block (bucket)"]),
        ("can account 999999999999 read weights", "no", ["no grant in bucket policy"]),
        ("can arn:aws:iam::999999999999:user/x read ct", "no", ["public access block (bucket)"]),
        ("can reader write weights", "no", ["no grant in an identity policy"]),
        ("can arn:aws:sts::410000000001:assumed-role/reader/i-1 read weights", "yes", []),
        ("can arn:aws:iam::410000000001:role/of-another-source read weights", "unknown", []),
    ],
)
def test_whether_one_can(house: Reasoner, sentence: str, verdict: str, held: list[str]) -> None:
    found = _ask(house, sentence)
    assert (found.verdict, [g.name for g in found.told[0].guards]) == (verdict, held)


def test_what_nothing_lets_anyone_do_he_cannot(house: Reasoner) -> None:
    assert _ask(house, "can anyone write weights").verdict == "no"
    assert _ask(house, "can anonymous delete weights").verdict == "no"


def test_a_whole_account_of_ours_is_asked_for_one_of_its_identities(house: Reasoner) -> None:
    found = _ask(house, "can account 410000000001 read weights")
    assert found.verdict == "unknown"
    assert "who can read" in found.because


def test_nesting_without_end_is_no_question() -> None:
    with pytest.raises(BadUsage, match="no question"):
        from_json('{"ask":' * 100_000)


def test_what_stops_tells_walls_and_single_points(house: Reasoner) -> None:
    found = _ask(house, "what stops ct from leaving toward foreign accounts")
    assert found.verdict == "no"
    assert "public access block (bucket) of aws_s3_bucket_public_access_block.ct" in found.told[0].says


def test_what_if_a_guard_fails(house: Reasoner) -> None:
    found = _ask(house, "what if aws_s3_bucket_public_access_block.ct fails")
    assert found.verdict == "yes"
    assert {t.subject for t in found.told} == {"aws_s3_bucket.ct"}
    stranger = next(t for t in found.told if "toward foreign-account" in t.says)
    assert stranger.says == "toward foreign-account: held by 1, then open"
    assert [g.state for m in stranger.path for g in m.guards] == ["absent"]


def test_a_guard_is_named_by_the_end_of_its_address(house: Reasoner) -> None:
    whole = _ask(house, "what if public access block (bucket) of aws_s3_bucket_public_access_block.ct fails")
    assert _ask(house, "what if public access block (bucket) of ct fails") == whole


def test_an_unknown_guard_is_refused_with_the_nearest(house: Reasoner) -> None:
    with pytest.raises(BadUsage, match="is no guard") as told:
        _ask(house, "what if public access block of aws_s3_bucket_public_access_block.ct fails")
    assert "public access block (bucket)" in told.value.advice


def test_where_it_rests(house: Reasoner) -> None:
    found = _ask(house, "where does weights rest")
    assert (found.verdict, [t.subject for t in found.told]) == ("no", ["eu-central-1"])


def test_where_a_function_sends(house: Reasoner) -> None:
    assert _ask(house, "where can score send").verdict == "yes"


def test_whether_packets_pass(house: Reasoner) -> None:
    assert _ask(house, "can score reach internet on 443").verdict == "yes"


AZURE = """
provider "azurerm" {
  features {}
  subscription_id = "11111111-1111-1111-1111-111111111111"
}
resource "azurerm_resource_group" "rg" {
  name     = "rg-prod"
  location = "westeurope"
}
resource "azurerm_storage_account" "weights" {
  name                            = "stweights"
  resource_group_name             = azurerm_resource_group.rg.name
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
}
resource "azurerm_storage_account" "leaflets" {
  name                            = "stleaflets"
  resource_group_name             = azurerm_resource_group.rg.name
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = true
}
resource "azurerm_storage_container" "leaflets" {
  name                  = "leaflets"
  storage_account_id    = azurerm_storage_account.leaflets.id
  container_access_type = "container"
}
resource "azurerm_storage_account" "scans" {
  name                            = "stscans"
  resource_group_name             = azurerm_resource_group.rg.name
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  shared_access_key_enabled       = false
  allow_nested_items_to_be_public = false
}
resource "azurerm_user_assigned_identity" "app" {
  name                = "id-app"
  resource_group_name = azurerm_resource_group.rg.name
  location            = "westeurope"
}
data "azuread_group" "radiology" {
  display_name = "radiology"
}
resource "azurerm_role_assignment" "typed" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = "AAAAAAAA-0000-0000-0000-000000000001"
  principal_type       = "ServicePrincipal"
}
resource "azurerm_role_assignment" "untyped" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = "BBBBBBBB-0000-0000-0000-000000000002"
}
resource "azurerm_role_assignment" "app" {
  scope                = azurerm_storage_account.weights.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.app.principal_id
}
resource "azurerm_role_assignment" "radiology" {
  scope                = azurerm_storage_account.scans.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = data.azuread_group.radiology.object_id
}
"""
TYPED, UNTYPED, NOBODY = (f"{c * 8}-0000-0000-0000-00000000000{n}" for c, n in (("a", 1), ("b", 2), ("c", 3)))
WEIGHTS_ID = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-prod/providers/Microsoft.Storage/storageAccounts/stweights"
)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Reasoner:
    folder: Path = tmp_path_factory.mktemp("azure")
    (folder / "main.tf").write_text(AZURE, "utf-8")
    charter = Charter(protect=[ProtectForm(data="weights", resources=["azurerm_storage_account.*"])])
    return reasoner([folder], charter=charter, today=dt.date(2026, 11, 23))[0]


@pytest.mark.parametrize(
    ("who", "thing", "verdict", "said"),
    [
        (TYPED, "stweights", "yes", "can read"),
        (TYPED, WEIGHTS_ID, "yes", "can read"),
        (UNTYPED, "stweights", "yes", "can read"),
        (UNTYPED.upper(), "stweights", "yes", "can read"),
        ("azurerm_user_assigned_identity.app.principal_id", "stweights", "yes", "can read"),
        (NOBODY, "stweights", "unknown", "is the object id of azurerm_user_assigned_identity.app"),
        (NOBODY, "stweights", "unknown", "names this object id"),
        (NOBODY, "stleaflets", "yes", "can read"),
        ("id-app", "stleaflets", "yes", "can read"),
        (UNTYPED, "stscans", "unknown", "is a member of data.azuread_group.radiology"),
        (TYPED, "stscans", "unknown", "is a member of data.azuread_group.radiology"),
    ],
)
def test_an_object_id_is_somebody(clinic: Reasoner, who: str, thing: str, verdict: str, said: str) -> None:
    found = _ask(clinic, f"can {who} read {thing}")
    missing = [m for t in found.told for m in t.missing]
    assert (found.verdict, any(said in t for t in (found.because, *missing))) == (verdict, True)


def test_an_object_id_that_an_assignment_names_is_held_where_nothing_grants_him_more(clinic: Reasoner) -> None:
    assert _ask(clinic, f"can {UNTYPED} write stweights").verdict == "unknown"  # he may be the identity whose id only the cloud knows
    assert _ask(clinic, f"can {TYPED} write stweights").verdict == "no"


def test_an_object_id_is_nobody_of_aws_that_is_known(house: Reasoner) -> None:
    found = _ask(house, f"can {NOBODY} read weights")
    assert (found.verdict, "nothing is known of" in found.because) == ("unknown", True)


@pytest.mark.parametrize(("name", "whole"), [(f"{WEIGHTS_ID}/blobServices/default/containers/x", "azurerm_storage_account.weights")])
def test_a_part_is_asked_of_its_whole(clinic: Reasoner, name: str, whole: str) -> None:
    with pytest.raises(BadUsage) as told:
        _ask(clinic, f"who can read {name}")
    assert f"It lies within `{whole}`" in told.value.advice


def test_an_object_of_a_bucket_is_asked_of_the_bucket(house: Reasoner) -> None:
    with pytest.raises(BadUsage) as told:
        _ask(house, "who can read arn:aws:s3:::models-of-the-house/v1/x")
    assert "It lies within `aws_s3_bucket.weights`" in told.value.advice


COMPUTED = """
provider "aws" {
  region = "eu-central-1"
}
resource "aws_dynamodb_table" "records" {
  name     = "records"
  hash_key = "id"
}
resource "aws_secretsmanager_secret" "login" {
  name = "db-login"
}
resource "aws_kms_key" "only" {
  description = "the only one"
}
"""


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Reasoner:
    folder: Path = tmp_path_factory.mktemp("computed")
    (folder / "main.tf").write_text(COMPUTED, "utf-8")
    return reasoner([folder], charter=Charter(), today=dt.date(2026, 11, 23))[0]


@pytest.mark.parametrize(
    ("arn", "address"),
    [
        ("arn:aws:dynamodb:eu-central-1:410000000001:table/records", "aws_dynamodb_table.records"),
        ("arn:aws:secretsmanager:eu-central-1:410000000001:secret:db-login-AbCdEf", "aws_secretsmanager_secret.login"),
        ("aws_kms_key.only.arn", "aws_kms_key.only"),
    ],
)
def test_an_id_that_the_cloud_completes_is_known_by_its_name(computed: Reasoner, arn: str, address: str) -> None:
    assert address in _ask(computed, f"who can read {arn}").because


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:dynamodb:eu-central-1:410000000001:table/records-of-others",
        "arn:aws:dynamodb:eu-west-1:410000000001:table/records",
        "arn:aws:kms:eu-central-1:410000000001:key/0d4f3c2b-0000-0000-0000-000000000000",
    ],
)
def test_an_id_that_may_be_anothers_is_refused(computed: Reasoner, arn: str) -> None:
    with pytest.raises(BadUsage):
        _ask(computed, f"who can read {arn}")
