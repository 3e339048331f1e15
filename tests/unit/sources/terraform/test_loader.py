# SPDX-License-Identifier: Apache-2.0
"""Folders, files, roots, overrides, repetition, dynamic blocks, references: what the loader makes of source."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.terraform.reader import read

from .loading import declared, reading, whats, write

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "one"\n}\n'


def test_values_lines_and_origins(tmp_path: Path) -> None:
    made = declared(
        tmp_path, 'locals {\n  n = "x"\n}\nresource "aws_s3_bucket" "b" {\n  bucket = "${local.n}-1"\n\n  tags = { a = local.n }\n}\n'
    )
    bucket = made["aws_s3_bucket.b"]
    assert bucket.attrs == {"bucket": "x-1", "tags": {"a": "x"}}
    assert (bucket.origin.file, bucket.origin.line, bucket.origin.end_line) == (f"{tmp_path.as_posix()}/main.tf", 4, 8)
    assert bucket.lines["tags"].line == 7
    assert bucket.mode == "managed"


def test_meta_arguments_are_not_attributes(tmp_path: Path) -> None:
    source = """
    resource "aws_instance" "i" {
      ami        = "a"
      provider   = aws
      count      = 1
      depends_on = [aws_vpc.v]
      lifecycle {
        ignore_changes = [ami]
      }
      connection {
        host = self.public_ip
      }
      provisioner "local-exec" {
        command = "echo ${self.id}"
      }
    }
    """
    assert declared(tmp_path, source)["aws_instance.i[0]"].attrs == {"ami": "a"}


def test_nested_blocks_append_and_keep_their_lines(tmp_path: Path) -> None:
    source = """\
    resource "azurerm_network_security_group" "n" {
      security_rule {
        name = "a"
      }
      tags = {}
      security_rule {
        name = "b"
      }
    }
    """
    group = declared(tmp_path, source)["azurerm_network_security_group.n"]
    assert group.attrs["security_rule"] == [{"name": "a"}, {"name": "b"}]
    assert [group.lines[k].line for k in ("security_rule", "security_rule[0]", "security_rule[1]")] == [2, 2, 6]


def test_blocks_that_declare_nothing_reviewed_are_tolerated(tmp_path: Path) -> None:
    source = (
        BUCKET
        + """
    terraform {
      required_version = ">= 1.5"
      backend "s3" {}
    }
    moved {
      from = aws_s3_bucket.old
      to   = aws_s3_bucket.b
    }
    import {
      to = aws_s3_bucket.b
      id = "one"
    }
    removed {
      from = aws_s3_bucket.gone
    }
    check "c" {
      data "http" "h" { url = "x" }
      assert {
        condition     = true
        error_message = "no"
      }
    }
    ephemeral "random_password" "p" { length = 3 }
    action "aws_lambda_invoke" "a" {}
    """
    )
    found = reading(tmp_path, {"main.tf": source})
    assert [d.address for d in found.declared] == ["aws_s3_bucket.b"]
    assert found.gaps == ()


def test_override_files_replace_attributes_and_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "aws_db_instance" "d" {\n  engine = "postgres"\n  storage_encrypted = true\n  timeouts {\n    create = "1h"\n  }\n}\nlocals {\n  a = 1\n  b = 2\n}\n',  # noqa: E501
        "z_override.tf": 'resource "aws_db_instance" "d" {\n  storage_encrypted = false\n  timeouts {\n    delete = "2h"\n  }\n}\nlocals {\n  b = 3\n}\noutput "x" {\n  value = local.b\n}\n',  # noqa: E501
        "a.tf": 'resource "aws_ssm_parameter" "p" {\n  value = "${local.a}${local.b}"\n}\n',
    }
    made = declared(tmp_path, files)
    assert made["aws_db_instance.d"].attrs == {"engine": "postgres", "storage_encrypted": False, "timeouts": [{"delete": "2h"}]}
    assert made["aws_ssm_parameter.p"].attrs == {"value": "13"}


def test_a_block_declared_twice_is_said(tmp_path: Path) -> None:
    found = reading(tmp_path, {"a.tf": BUCKET, "b.tf": BUCKET.replace("one", "two")})
    assert [d.attrs["bucket"] for d in found.declared] == ["one"]
    assert "b.tf:1 `resource aws_s3_bucket b` is declared twice" in whats(found)


# --- count, for_each


@pytest.mark.parametrize(
    ("meta", "addresses"),
    [
        ("count = 0", []),
        ("count = 2", ["aws_s3_bucket.b[0]", "aws_s3_bucket.b[1]"]),
        ('count = "1"', ["aws_s3_bucket.b[0]"]),
        ("count = var.on ? 1 : 0", []),
        ('for_each = toset(["x", "a"])', ['aws_s3_bucket.b["a"]', 'aws_s3_bucket.b["x"]']),
        ('for_each = { k = 1, "a.b c" = 2 }', ['aws_s3_bucket.b["a.b c"]', 'aws_s3_bucket.b["k"]']),
        ("for_each = {}", []),
        ("count = var.unset", ["aws_s3_bucket.b"]),
        ("for_each = var.unset", ["aws_s3_bucket.b"]),
        ("count = var.unset ? 1 : 0", ["aws_s3_bucket.b"]),
        ('count = aws_vpc.v.arn == "" ? 0 : 1', ["aws_s3_bucket.b"]),
    ],
)
def test_repetition(tmp_path: Path, meta: str, addresses: list[str]) -> None:
    source = f'variable "on" {{\n  default = false\n}}\nvariable "unset" {{}}\nresource "aws_s3_bucket" "b" {{\n  {meta}\n}}\n'
    made = declared(tmp_path, source)
    assert list(made) == addresses
    assert all(d.symbolic_instance == (address == "aws_s3_bucket.b") for address, d in made.items())


def test_each_and_count_in_values(tmp_path: Path) -> None:
    source = """
    resource "aws_s3_bucket" "c" {
      count  = 2
      bucket = "c-${count.index}"
    }
    resource "aws_s3_bucket" "e" {
      for_each = { a = { name = "first" }, b = { name = "second" } }
      bucket   = "${each.key}-${each.value.name}"
    }
    resource "aws_s3_bucket_versioning" "v" {
      for_each = aws_s3_bucket.e
      bucket   = each.value.id
    }
    output "all" { value = aws_s3_bucket.c[*].arn }
    resource "aws_iam_policy" "p" {
      name  = join(",", [for b in aws_s3_bucket.e : b.bucket])
      arns  = aws_s3_bucket.c[*].arn
      first = aws_s3_bucket.c[0].arn
      named = aws_s3_bucket.e["a"].arn
      ids   = values(aws_s3_bucket.e)[*].id
    }
    """
    made = declared(tmp_path, source)
    assert [made[f"aws_s3_bucket.c[{i}]"].attrs["bucket"] for i in (0, 1)] == ["c-0", "c-1"]
    assert made['aws_s3_bucket.e["b"]'].attrs["bucket"] == "b-second"
    assert made['aws_s3_bucket_versioning.v["a"]'].attrs["bucket"] == symbol('aws_s3_bucket.e["a"]', "id")
    assert made["aws_iam_policy.p"].attrs == {
        "name": "a-first,b-second",
        "arns": [symbol("aws_s3_bucket.c[0]", "arn"), symbol("aws_s3_bucket.c[1]", "arn")],
        "first": symbol("aws_s3_bucket.c[0]", "arn"),
        "named": symbol('aws_s3_bucket.e["a"]', "arn"),
        "ids": [symbol('aws_s3_bucket.e["a"]', "id"), symbol('aws_s3_bucket.e["b"]', "id")],
    }


def test_unknown_keys_keep_the_links_between_symbolic_instances(tmp_path: Path) -> None:
    source = """
    variable "buckets" { type = map(object({ phi = bool })) }
    resource "aws_s3_bucket" "b" {
      for_each = var.buckets
      bucket   = "x-${each.key}"
      tags     = { phi = each.value.phi }
    }
    resource "aws_s3_bucket_public_access_block" "p" {
      for_each           = var.buckets
      bucket             = aws_s3_bucket.b[each.key].id
      block_public_acls  = true
    }
    resource "aws_s3_bucket_versioning" "v" {
      for_each = aws_s3_bucket.b
      bucket   = each.value.id
    }
    output "n" { value = length(aws_s3_bucket.b) }
    resource "aws_ssm_parameter" "all" { value = join(",", values(aws_s3_bucket.b)[*].id) }
    """
    made = declared(tmp_path, source)
    assert made["aws_s3_bucket_public_access_block.p"].attrs["bucket"] == symbol("aws_s3_bucket.b", "id")
    assert made["aws_s3_bucket_versioning.v"].attrs["bucket"] == symbol("aws_s3_bucket.b", "id")
    assert made["aws_s3_bucket.b"].attrs["bucket"] == "x-" + symbol("aws_s3_bucket.b", "each.key")
    assert isinstance(made["aws_s3_bucket.b"].attrs["tags"]["phi"], Unknown)
    assert isinstance(made["aws_ssm_parameter.all"].attrs["value"], Unknown)
    assert all(made[a].symbolic_instance for a in ("aws_s3_bucket.b", "aws_s3_bucket_public_access_block.p"))


def test_each_over_arns_that_only_the_cloud_knows_gives_each_its_instance(tmp_path: Path) -> None:
    source = """
    resource "aws_iam_role" "a" {}
    resource "aws_iam_role" "b" {}
    resource "aws_kms_grant" "g" {
      for_each          = toset([aws_iam_role.a.arn, aws_iam_role.b.arn])
      grantee_principal = each.value
    }
    """
    made = [d for d in declared(tmp_path, source).values() if d.type == "aws_kms_grant"]
    assert {d.attrs["grantee_principal"] for d in made} == {symbol("aws_iam_role.a", "arn"), symbol("aws_iam_role.b", "arn")}


def test_absurd_counts_do_not_hang(tmp_path: Path) -> None:
    found = reading(
        tmp_path, {"main.tf": 'resource "aws_s3_bucket" "b" {\n  count = 1000000000\n}\nresource "aws_s3_bucket" "n" {\n  count = -1\n}\n'}
    )
    assert [(d.address, d.symbolic_instance) for d in found.declared] == [("aws_s3_bucket.b", True), ("aws_s3_bucket.n", True)]
    assert "`count` of `aws_s3_bucket.b`" in whats(found)


# --- dynamic


def test_dynamic_blocks(tmp_path: Path) -> None:
    source = """
    variable "unset" {}
    locals { rules = { ssh = { port = 22, from = ["10.0.0.0/8"] }, web = { port = 443, from = [] } } }
    resource "aws_security_group" "s" {
      ingress {
        from_port = 1
      }
      dynamic "ingress" {
        for_each = local.rules
        content {
          description = ingress.key
          from_port   = ingress.value.port
          dynamic "source" {
            for_each = ingress.value.from
            iterator = it
            content {
              cidr  = it.value
              outer = ingress.key
              nth   = it.key
            }
          }
        }
      }
      dynamic "egress" {
        for_each = var.unset
        content {
          from_port = egress.value
        }
      }
      dynamic "timeouts" {
        for_each = []
        content {}
      }
    }
    """
    attrs = declared(tmp_path, source)["aws_security_group.s"].attrs
    assert attrs["ingress"] == [
        {"from_port": 1},
        {"description": "ssh", "from_port": 22, "source": [{"cidr": "10.0.0.0/8", "outer": "ssh", "nth": 0}]},
        {"description": "web", "from_port": 443, "source": []},
    ]
    assert attrs["timeouts"] == []
    assert isinstance(attrs["egress"], Unknown)
    assert "unset" in attrs["egress"].why


def test_dynamic_blocks_in_json(tmp_path: Path) -> None:
    source = """{"resource": {"x_y": {"z": {"dynamic": {"rule": {"for_each": ["a", "b"], "content": {"n": "${rule.value}"}}}}}}}"""
    assert declared(tmp_path, {"main.tf.json": source})["x_y.z"].attrs["rule"] == [{"n": "a"}, {"n": "b"}]


def test_template_files(tmp_path: Path) -> None:
    files = {
        "main.tf": """
        data "template_file" "t" {
          template = file("${path.module}/p.tpl")
          vars = {
            who = aws_iam_role.r.arn
          }
        }
        resource "aws_iam_role" "r" {}
        resource "x_y" "z" {
          v = data.template_file.t.rendered
        }
        """,
        "p.tpl": '{"AWS": "${who}"}',
    }
    assert declared(tmp_path, files)["x_y.z"].attrs["v"] == '{"AWS": "' + symbol("aws_iam_role.r", "arn") + '"}'


# --- references


def test_references_to_resources(tmp_path: Path) -> None:
    source = """
    variable "prefix" {}
    resource "aws_s3_bucket" "b" { bucket = "weights" }
    resource "aws_s3_bucket" "u" { bucket = "${var.prefix}-weights" }
    resource "azurerm_kubernetes_cluster" "k" {
      name = "aks"
      identity {
        type = "SystemAssigned"
      }
    }
    resource "aws_ssm_parameter" "p" {
      configured = aws_s3_bucket.b.bucket
      arn        = aws_s3_bucket.b.arn
      objects    = "${aws_s3_bucket.b.arn}/*"
      unknown    = aws_s3_bucket.u.bucket
      block      = azurerm_kubernetes_cluster.k.identity[0].principal_id
      type       = azurerm_kubernetes_cluster.k.identity.0.type
      computed   = azurerm_kubernetes_cluster.k.kubelet_identity[0].object_id
      policy     = jsonencode({ Resource = [aws_s3_bucket.b.arn] })
    }
    """
    assert declared(tmp_path, source)["aws_ssm_parameter.p"].attrs == {
        "configured": "weights",
        "arn": symbol("aws_s3_bucket.b", "arn"),
        "objects": symbol("aws_s3_bucket.b", "arn") + "/*",
        "unknown": symbol("aws_s3_bucket.u", "bucket"),
        "block": symbol("azurerm_kubernetes_cluster.k", "identity.0.principal_id"),
        "type": "SystemAssigned",
        "computed": symbol("azurerm_kubernetes_cluster.k", "kubelet_identity.0.object_id"),
        "policy": '{"Resource":["' + symbol("aws_s3_bucket.b", "arn") + '"]}',
    }


@pytest.mark.parametrize(
    "source",
    [
        'locals {\n  a = local.b\n  b = local.a\n}\nresource "x_y" "z" {\n  v = local.a\n}\n',
        'resource "x_y" "z" {\n  v = x_y.z.v\n}\n',
        'resource "x_y" "z" {\n  v = x_y.w.v\n}\nresource "x_y" "w" {\n  v = x_y.z.v\n}\n',
        'resource "x_y" "z" {\n  v = x_y.none.v\n}\n',
    ],
)
def test_cycles_and_strangers_are_unknown(tmp_path: Path, source: str) -> None:
    assert isinstance(declared(tmp_path, source)["x_y.z"].attrs["v"], Unknown)


def test_a_count_that_hangs_on_itself_is_one_symbolic_instance(tmp_path: Path) -> None:
    made = declared(tmp_path, 'resource "x_y" "z" {\n  count = length(x_y.z)\n}\nresource "x_y" "e" {\n  for_each = x_y.e\n}\n')
    assert {a: d.symbolic_instance for a, d in made.items()} == {"x_y.z": True, "x_y.e": True}


def test_whole_resources_and_mutual_mentions_end(tmp_path: Path) -> None:
    source = 'resource "x_y" "a" {\n  v = x_y.b\n  w = x_y.b\n  n = "a"\n}\nresource "x_y" "b" {\n  v = x_y.a\n  w = x_y.a\n  n = "b"\n}\n'
    made = declared(tmp_path, source)
    assert made["x_y.a"].attrs["v"]["n"] == "b"


def test_paths_and_workspace(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./mod"\n}\n',
        "mod/main.tf": 'resource "x_y" "z" {\n  m = path.module\n  r = path.root\n  w = terraform.workspace\n  f = file("${path.module}/p.json")\n}\n',
        "mod/p.json": "{}",
    }
    assert declared(tmp_path, files)["module.m.x_y.z"].attrs == {"m": "mod", "r": ".", "w": "default", "f": "{}"}


def test_json_syntax(tmp_path: Path) -> None:
    files = {
        "main.tf.json": """{
          "variable": {"n": {"default": "x"}},
          "resource": {"aws_s3_bucket": {"b": {"bucket": "${var.n}-1", "count": 1, "tags": {"a": "b"}}},
                       "aws_s3_bucket_acl": {"a": [{"bucket": "${aws_s3_bucket.b[0].id}"}]}}
        }"""
    }
    made = declared(tmp_path, files)
    assert made["aws_s3_bucket.b[0]"].attrs == {"bucket": "x-1", "tags": {"a": "b"}}
    assert made["aws_s3_bucket_acl.a"].attrs == {"bucket": symbol("aws_s3_bucket.b[0]", "id")}


# --- folders and roots


def test_called_folders_are_not_reviewed_twice_and_hidden_ones_not_at_all(tmp_path: Path) -> None:
    files = {
        "prod/main.tf": 'module "b" {\n  source = "../modules/bucket"\n}\n',
        "modules/bucket/main.tf": BUCKET,
        "modules/unused/main.tf": 'resource "aws_vpc" "v" {}\n',
        ".hidden/main.tf": BUCKET,
        "prod/.terraform/modules/x/main.tf": BUCKET,
        "prod/notes.txt": "x",
    }
    assert set(declared(tmp_path, files)) == {"module.b.aws_s3_bucket.b", "aws_vpc.v"}


def test_a_module_on_the_shelf_of_its_root_that_nothing_calls_is_told_and_not_reviewed(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "b" {\n  source = "./modules/bucket"\n}\n# module "v" { source = "./modules/network/vpc" }\n',
        "modules/bucket/main.tf": BUCKET,
        "modules/network/vpc/main.tf": 'module "s" {\n  source = "../subnet"\n}\n',
        "modules/network/subnet/main.tf": 'resource "aws_subnet" "s" {}\n',
        "modules/stack/main.tf": 'provider "aws" {}\nresource "aws_vpc" "v" {}\n',
        "modules/tuned/main.tf": 'resource "aws_eip" "e" {}\n',
        "modules/tuned/terraform.tfvars": "",
        "dev/main.tf": 'resource "aws_ami" "a" {}\n',
    }
    found = reading(tmp_path, files)
    assert {d.address for d in found.declared} == {"module.b.aws_s3_bucket.b", "aws_vpc.v", "aws_eip.e", "aws_ami.a"}
    assert whats(found).count("nothing calls the module in") == 2


def test_a_folder_of_nothing_but_modules_is_reviewed(tmp_path: Path) -> None:
    assert set(declared(tmp_path, {"modules/a/main.tf": BUCKET, "modules/b/main.tf": 'resource "aws_vpc" "v" {}\n'})) == {
        "aws_s3_bucket.b",
        "aws_vpc.v",
    }


def test_same_addresses_in_different_roots_are_told_apart(tmp_path: Path) -> None:
    root = """
    resource "aws_kms_key" "k" {}
    resource "aws_s3_bucket" "b" {
      key = aws_kms_key.k.arn
    }
    """
    files = {"prod/main.tf": root + 'resource "aws_vpc" "only_here" { key = aws_kms_key.k.arn }\n', "dev/main.tf": root}
    made = declared(tmp_path, files)
    assert set(made) == {"prod/aws_kms_key.k", "prod/aws_s3_bucket.b", "aws_vpc.only_here", "dev/aws_kms_key.k", "dev/aws_s3_bucket.b"}
    assert made["dev/aws_s3_bucket.b"].attrs["key"] == symbol("dev/aws_kms_key.k", "arn")
    assert made["aws_vpc.only_here"].attrs["key"] == symbol("prod/aws_kms_key.k", "arn")


def test_what_each_root_leaves_open_is_not_the_same_in_another(tmp_path: Path) -> None:
    root = """
    variable "name" {}
    module "label" {
      source = "example/label/null"
    }
    resource "x_y" "%s" {
      named    = "${var.name}-records"
      labelled = module.label.id
    }
    """
    made = declared(tmp_path, {"prod/main.tf": root % "p", "dev/main.tf": root % "d"})
    one, other = made["x_y.p"].attrs, made["x_y.d"].attrs
    assert one["named"] != other["named"]
    assert one["labelled"] != other["labelled"]
    assert "variable `name` has no value in dev" in other["named"]


def test_the_top_folder_keeps_its_addresses(tmp_path: Path) -> None:
    assert set(declared(tmp_path, {"main.tf": BUCKET, "dev/main.tf": BUCKET})) == {"aws_s3_bucket.b", "dev/aws_s3_bucket.b"}


def test_single_files_of_one_folder_are_one_root(tmp_path: Path) -> None:
    write(tmp_path, {"a.tf": 'locals {\n  n = "x"\n}\n', "b.tf": 'resource "x_y" "z" {\n  v = local.n\n}\n', "c.tf": BUCKET})
    found = read([tmp_path / "a.tf", tmp_path / "b.tf"])
    assert [(d.address, d.attrs) for d in found.declared] == [("x_y.z", {"v": "x"})]


def test_links_inside_are_followed_once_and_links_outside_never(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"main.tf": 'resource "aws_vpc" "secret" {}\n'})
    inside = write(tmp_path / "in", {"prod/main.tf": BUCKET})
    os.symlink(inside, inside / "prod" / "loop")
    os.symlink(inside / "prod", inside / "again")
    os.symlink(outside, inside / "way_out")
    os.symlink(outside / "main.tf", inside / "prod" / "way_out.tf")
    found = read([inside])
    assert [d.address for d in found.declared] == ["aws_s3_bucket.b"]
    assert whats(found).count("leads out of the folder") == 2


def test_encodings(tmp_path: Path) -> None:
    files = {
        "bom.tf": b"\xef\xbb\xbf" + 'resource "x_y" "bom" {\r\n  v = "Düren"\r\n}\r\n'.encode(),
        "wide.tf": 'resource "x_y" "wide" {\n  v = "Düren"\n}\n'.encode("utf-16"),
        "latin.tf": b'# D\xfcren\nresource "x_y" "latin" {\n  v = "a"\n}\n',
        "forged.tf": 'resource "x_y" "forged" {\n  v = "\ue000aws_kms_key.k\ue002arn\ue001"\n}\n'.encode(),
    }
    found = reading(tmp_path, files)
    values = {d.address: d.attrs["v"] for d in found.declared}
    assert values["x_y.bom"] == values["x_y.wide"] == "Düren"
    assert values["x_y.latin"] == "a"
    assert "\ue000" not in values["x_y.forged"]
    assert "latin.tf:1 the file is not UTF-8" in whats(found)


def test_sources_are_named(tmp_path: Path) -> None:
    assert reading(tmp_path, {"a/main.tf": BUCKET, "b/main.tf": BUCKET}).sources == (f"{tmp_path.as_posix()}/a", f"{tmp_path.as_posix()}/b")


def test_ten_times_the_resources_take_about_ten_times_as_long(tmp_path: Path) -> None:
    def source(n: int) -> str:
        block = 'resource "aws_s3_bucket" "b{0}" {{\n  bucket = "x-{0}"\n}}\nresource "aws_s3_bucket_versioning" "v{0}" {{\n  bucket = aws_s3_bucket.b{0}.id\n}}\n'
        return "".join(block.format(i) for i in range(n))

    made = declared(tmp_path, source(3000))
    assert len(made) == 6000
    assert made["aws_s3_bucket_versioning.v2999"].attrs["bucket"] == symbol("aws_s3_bucket.b2999", "id")
