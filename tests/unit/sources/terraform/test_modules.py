# SPDX-License-Identifier: Apache-2.0
"""Modules: nesting, repetition, inputs and outputs, where they lie, what happens when they are not there."""

from __future__ import annotations

import json
from pathlib import Path

from intramuros.estate.values import Unknown, symbol

from .loading import declared, reading, whats

KEY_MODULE = """
variable "name" { type = string }
variable "tags" {
  type    = map(string)
  default = { a = "default" }
}
resource "aws_kms_key" "k" {
  description = var.name
  tags        = var.tags
}
output "arn" { value = aws_kms_key.k.arn }
output "description" { value = aws_kms_key.k.description }
"""


def test_inputs_and_outputs(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        module "key" {
          source = "./key"
          name   = "n-${aws_vpc.v.id}"
        }
        resource "aws_vpc" "v" {}
        resource "aws_s3_bucket" "b" {
          key  = module.key.arn
          text = "arn is ${module.key.arn}"
          said = module.key.description
          none = module.key.nothing
        }
        """,
        "key/main.tf": KEY_MODULE,
    }
    made = declared(tmp_path, files)
    assert made["module.key.aws_kms_key.k"].attrs == {"description": "n-" + symbol("aws_vpc.v", "id"), "tags": {"a": "default"}}
    bucket = made["aws_s3_bucket.b"].attrs
    assert bucket["key"] == symbol("module.key.aws_kms_key.k", "arn")
    assert bucket["text"] == "arn is " + symbol("module.key.aws_kms_key.k", "arn")
    assert bucket["said"] == "n-" + symbol("aws_vpc.v", "id")
    assert isinstance(bucket["none"], Unknown)


def test_repeated_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        variable "unset" {}
        module "counted" {
          source = "./key"
          count  = 2
          name   = "c${count.index}"
        }
        module "each" {
          source   = "./key"
          for_each = { x = "one", y = "two" }
          name     = each.value
          tags     = { key = each.key }
        }
        module "off" {
          source = "./key"
          count  = 0
          name   = "never"
        }
        module "open" {
          source   = "./key"
          for_each = var.unset
          name     = each.key
        }
        resource "x_y" "z" {
          counted = module.counted[1].arn
          each    = module.each["x"].arn
          all     = [for m in module.each : m.arn]
          splat   = module.counted[*].arn
          open    = module.open[var.unset.k].arn
        }
        """,
        "key/main.tf": KEY_MODULE,
    }
    made = declared(tmp_path, files)
    assert set(made) == {
        "module.counted[0].aws_kms_key.k", "module.counted[1].aws_kms_key.k", 'module.each["x"].aws_kms_key.k',
        'module.each["y"].aws_kms_key.k', "module.open.aws_kms_key.k", "x_y.z",
    }  # fmt: skip
    assert made['module.each["y"].aws_kms_key.k'].attrs == {"description": "two", "tags": {"key": "y"}}
    assert made["module.open.aws_kms_key.k"].symbolic_instance
    refs = made["x_y.z"].attrs
    assert refs["counted"] == symbol("module.counted[1].aws_kms_key.k", "arn")
    assert refs["all"] == [symbol(f'module.each["{k}"].aws_kms_key.k', "arn") for k in "xy"]
    assert refs["splat"] == [symbol(f"module.counted[{i}].aws_kms_key.k", "arn") for i in (0, 1)]


def test_a_hundred_levels(tmp_path: Path) -> None:
    files = {
        f"m{i}/main.tf": f'variable "v" {{}}\nmodule "m" {{\n  source = "../m{i + 1}"\n  v = var.v\n}}\noutput "o" {{\n  value = module.m.o\n}}\n'
        for i in range(100)
    }
    files["m100/main.tf"] = 'variable "v" {}\nresource "x_y" "z" {\n  v = var.v\n}\noutput "o" {\n  value = x_y.z.id\n}\n'
    files["main.tf"] = 'module "m" {\n  source = "./m0"\n  v = "deep"\n}\nresource "x_y" "top" {\n  v = module.m.o\n}\n'
    made = declared(tmp_path, files)
    inner = "module.m." * 101 + "x_y.z"
    assert made[inner].attrs == {"v": "deep"}
    assert made["x_y.top"].attrs == {"v": symbol(inner, "id")}


def test_a_module_that_sources_itself_ends_with_a_gap(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "x_y" "z" {}\nmodule "self" {\n  source = "./."\n}\n',
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\nresource "x_y" "inb" {}\n',
    }
    found = reading(tmp_path, files)
    assert [d.address for d in found.declared] == ["x_y.z", "module.b.x_y.inb"]
    assert whats(found).count("it is itself a part of") == 2


def test_multiplying_calls_end(tmp_path: Path) -> None:
    files = {f"m{i}/main.tf": f'module "a" {{\n  source = "../m{i + 1}"\n  count = 10\n}}\n' for i in range(12)}
    files["m12/main.tf"] = 'resource "x_y" "z" {}\n'
    found = reading(tmp_path, files)
    assert "module instances" in whats(found)


def test_modules_from_registries(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        module "vpc" {
          source  = "terraform-aws-modules/vpc/aws"
          version = "5.0.0"
          name    = "v"
        }
        module "gone" {
          source = "git::https://example.com/x.git"
        }
        module "nowhere" {
          source = "./nowhere"
        }
        resource "aws_subnet" "s" {
          vpc_id = module.vpc.vpc_id
          other  = module.gone.id
        }
        """,
        ".terraform/modules/modules.json": json.dumps(
            {"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "vpc", "Source": "registry", "Dir": ".terraform/modules/vpc"},
                         {"Key": "vpc.inner", "Source": "registry2", "Dir": ".terraform/modules/vpc.inner"}]}
        ),
        ".terraform/modules/vpc/main.tf": 'variable "name" {}\nresource "aws_vpc" "this" {\n  tags = { Name = var.name }\n}\noutput "vpc_id" {\n  value = aws_vpc.this.id\n}\nmodule "inner" {\n  source = "some/where/aws"\n}\n',  # noqa: E501
        ".terraform/modules/vpc.inner/main.tf": 'resource "aws_eip" "e" {}\n',
    }  # fmt: skip
    found = reading(tmp_path, files)
    made = {d.address: d for d in found.declared}
    assert made["module.vpc.aws_vpc.this"].attrs == {"tags": {"Name": "v"}}
    assert "module.vpc.module.inner.aws_eip.e" in made
    assert made["aws_subnet.s"].attrs["vpc_id"] == symbol("module.vpc.aws_vpc.this", "id")
    assert made["aws_subnet.s"].attrs["other"] == symbol("module.gone", "id")
    assert "main.tf:7 module `module.gone` (git::https://example.com/x.git) is not on disk" in whats(found)
    assert "main.tf:10 there is no Terraform source at `./nowhere`" in whats(found)
    assert all(g.leaves_open for g in found.gaps)


def test_a_broken_modules_json_is_as_good_as_none(tmp_path: Path) -> None:
    files = {"main.tf": 'module "vpc" {\n  source = "a/b/aws"\n}\n', ".terraform/modules/modules.json": '{"Modules": 3}'}
    assert "not on disk" in whats(reading(tmp_path, files))


def test_a_module_above_the_reviewed_folder_is_still_read(tmp_path: Path) -> None:
    files = {"envs/prod/main.tf": 'module "k" {\n  source = "../../key"\n  name = "x"\n}\n', "key/main.tf": KEY_MODULE}
    from intramuros.sources.terraform.reader import read

    from .loading import write

    found = read([write(tmp_path, files) / "envs" / "prod"])
    assert [(d.address, d.origin.file) for d in found.declared] == [("module.k.aws_kms_key.k", f"{tmp_path.as_posix()}/key/main.tf")]
