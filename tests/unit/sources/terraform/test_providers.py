# SPDX-License-Identifier: Apache-2.0
"""Provider configurations: aliases through modules, and the home they give."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform.homes import partition

from .loading import declared

MODULE = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.copy]
    }
  }
}
resource "aws_s3_bucket" "own" {}
resource "aws_s3_bucket" "copy" { provider = aws.copy }
"""


def test_aliases_pass_through_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        variable "region" { default = "eu-central-1" }
        provider "aws" { region = var.region }
        provider "aws" {
          alias  = "us"
          region = "us-east-1"
        }
        resource "aws_s3_bucket" "here" {}
        resource "aws_s3_bucket" "there" { provider = aws.us }
        resource "aws_s3_bucket" "quoted" { provider = "aws.us" }
        module "outer" {
          source    = "./outer"
          providers = { aws.copy = aws.us }
        }
        module "swapped" {
          source    = "./swapped"
          providers = { aws = aws.us }
        }
        """,
        "outer/main.tf": MODULE
        + 'module "inner" {\n  source = "../inner"\n  providers = {\n    aws = aws\n    aws.copy = aws.copy\n  }\n}\n',
        "inner/main.tf": MODULE,
        "swapped/main.tf": 'resource "aws_s3_bucket" "b" {}\nmodule "below" {\n  source = "../below"\n}\n',
        "below/main.tf": 'resource "aws_s3_bucket" "b" {}\n',
    }
    regions = {a: d.home.region for a, d in declared(tmp_path, files).items()}
    assert regions == {
        "aws_s3_bucket.here": "eu-central-1",
        "aws_s3_bucket.there": "us-east-1",
        "aws_s3_bucket.quoted": "us-east-1",
        "module.outer.aws_s3_bucket.own": "eu-central-1",
        "module.outer.aws_s3_bucket.copy": "us-east-1",
        "module.outer.module.inner.aws_s3_bucket.own": "eu-central-1",
        "module.outer.module.inner.aws_s3_bucket.copy": "us-east-1",
        "module.swapped.aws_s3_bucket.b": "us-east-1",
        "module.swapped.module.below.aws_s3_bucket.b": "us-east-1",
    }


def test_a_provider_inside_a_module(tmp_path: Path) -> None:
    files = {
        "main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\nmodule "m" {\n  source = "./m"\n  region = "eu-west-1"\n}\n',
        "m/main.tf": 'variable "region" {}\nprovider "aws" {\n  region = var.region\n}\nresource "aws_vpc" "v" {}\n',
    }
    assert declared(tmp_path, files)["module.m.aws_vpc.v"].home.region == "eu-west-1"


@pytest.mark.parametrize(
    ("block", "account"),
    [
        ('allowed_account_ids = ["111122223333"]', "111122223333"),
        ("allowed_account_ids = [111122223333]", "111122223333"),
        ('allowed_account_ids = ["111122223333", "444455556666"]', None),
        ('assume_role {\n    role_arn = "arn:aws:iam::444455556666:role/deploy"\n  }', "444455556666"),
        (
            'allowed_account_ids = ["111122223333"]\n  assume_role {\n    role_arn = "arn:aws:iam::444455556666:role/deploy"\n  }',
            "111122223333",
        ),
        ("", None),
    ],
)
def test_accounts(tmp_path: Path, block: str, account: str | None) -> None:
    made = declared(tmp_path, f'provider "aws" {{\n  region = "eu-central-1"\n  {block}\n}}\nresource "aws_vpc" "v" {{}}\n')
    assert made["aws_vpc.v"].home.account == account


@pytest.mark.parametrize("region", ["var.unset", "aws_vpc.v.tags_all"])
def test_what_is_not_written_down_is_unknown(tmp_path: Path, region: str) -> None:
    source = f'variable "unset" {{}}\nprovider "aws" {{\n  region = {region}\n  allowed_account_ids = [var.unset]\n}}\nresource "aws_vpc" "v" {{}}\n'
    home = declared(tmp_path, source)["aws_vpc.v"].home
    assert isinstance(home.region, Unknown)
    assert isinstance(home.account, Unknown)


def test_no_provider_block_and_an_alias_that_is_missing(tmp_path: Path) -> None:
    made = declared(
        tmp_path, 'resource "aws_vpc" "v" {}\nresource "aws_vpc" "w" {\n  provider = aws.gone\n}\nresource "azurerm_subnet" "s" {}\n'
    )
    assert isinstance(made["aws_vpc.v"].home.region, Unknown)
    assert isinstance(made["aws_vpc.w"].home.region, Unknown)
    assert made["azurerm_subnet.s"].home.region is None


def test_region_of_the_resource_itself(tmp_path: Path) -> None:
    made = declared(tmp_path, 'provider "aws" {\n  region = "eu-central-1"\n}\nresource "aws_s3_bucket" "b" {\n  region = "us-east-1"\n}\n')
    assert made["aws_s3_bucket.b"].home.region == "us-east-1"


def test_azure(tmp_path: Path) -> None:
    source = """
    terraform {
      required_providers {
        azurerm = { source = "hashicorp/azurerm", version = "~> 4.50" }
      }
    }
    provider "azurerm" {
      features {}
      subscription_id = "s-1"
      tenant_id       = "t-1"
    }
    provider "azurerm" {
      alias           = "dev"
      subscription_id = "s-2"
      features {}
    }
    provider "azuread" { tenant_id = "t-1" }
    data "azurerm_client_config" "me" {}
    data "azurerm_subscription" "current" {}
    resource "azurerm_key_vault" "k" { tenant_id = data.azurerm_client_config.me.tenant_id }
    resource "azurerm_role_assignment" "r" {
      provider     = azurerm.dev
      scope        = data.azurerm_subscription.current.id
      principal_id = data.azurerm_client_config.me.object_id
    }
    resource "azuread_group" "g" {}
    """
    made = declared(tmp_path, source)
    vault = made["azurerm_key_vault.k"]
    assert (vault.home.account, vault.home.tenant, vault.home.version, vault.attrs["tenant_id"]) == ("s-1", "t-1", "~> 4.50", "t-1")
    assert (made["azurerm_role_assignment.r"].home.account, made["azurerm_role_assignment.r"].home.name) == ("s-2", "azurerm.dev")
    assert made["azurerm_role_assignment.r"].attrs["scope"] == "/subscriptions/s-1"
    assert made["azurerm_role_assignment.r"].attrs["principal_id"] == symbol("data.azurerm_client_config.me", "object_id")
    assert made["azuread_group.g"].home.tenant == "t-1"
    assert made["data.azurerm_subscription.current"].mode == "data"


def test_well_known_data_of_aws(tmp_path: Path) -> None:
    source = """
    provider "aws" {
      region              = "eu-central-1"
      allowed_account_ids = ["111122223333"]
      default_tags {
        tags = { owner = "it" }
      }
    }
    data "aws_region" "r" {}
    data "aws_partition" "p" {}
    data "aws_caller_identity" "c" {}
    resource "x_y" "z" {
      provider = aws
      arn      = "arn:${data.aws_partition.p.partition}:iam::${data.aws_caller_identity.c.account_id}:root"
      host     = "s3.${data.aws_region.r.name}.${data.aws_partition.p.dns_suffix}"
      six      = data.aws_region.r.region
      who      = data.aws_caller_identity.c.arn
    }
    """
    made = declared(tmp_path, source)["x_y.z"]
    assert made.attrs == {
        "arn": "arn:aws:iam::111122223333:root",
        "host": "s3.eu-central-1.amazonaws.com",
        "six": "eu-central-1",
        "who": symbol("data.aws_caller_identity.c", "arn"),
    }
    assert made.home.default_tags == {"owner": "it"}


def test_versions_come_from_the_lock_file_then_the_constraint(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        terraform {
          required_providers {
            aws     = { source = "hashicorp/aws", version = "~> 5.0" }
            azuread = { source = "hashicorp/azuread", version = ">= 3" }
          }
        }
        resource "aws_vpc" "v" {}
        resource "azuread_group" "g" {}
        module "m" {
          source = "./m"
        }
        """,
        "m/main.tf": 'resource "aws_vpc" "v" {}\n',
        ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n  constraints = "~> 5.0"\n}\n',
    }
    made = declared(tmp_path, files)
    assert {a: d.home.version for a, d in made.items()} == {
        "aws_vpc.v": "5.100.0",
        "azuread_group.g": ">= 3",
        "module.m.aws_vpc.v": "5.100.0",
    }


def test_a_provider_under_another_local_name(tmp_path: Path) -> None:
    source = """
    terraform {
      required_providers {
        amazon = { source = "hashicorp/aws" }
      }
    }
    provider "amazon" { region = "eu-north-1" }
    resource "aws_vpc" "v" { provider = amazon }
    """
    assert declared(tmp_path, source)["aws_vpc.v"].home.region == "eu-north-1"


@pytest.mark.parametrize(
    ("region", "name"),
    [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc"), (None, "aws")],
)
def test_partitions(region: str | None, name: str) -> None:
    assert partition(region)[0] == name
