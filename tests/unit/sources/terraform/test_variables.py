# SPDX-License-Identifier: Apache-2.0
"""Variables of root modules and modules: values files, defaults, types, null."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown

from .loading import declared, reading, whats, write


def test_precedence(tmp_path: Path) -> None:
    names = ["default", "tfvars", "tfvars_json", "auto_a", "auto_b", "auto_json", "var_file", "second_var_file"]

    def lines(first: int) -> str:
        return "".join(f'{n} = "{names[first]}"\n' for n in names[first:])

    files = {
        "main.tf": "".join(f'variable "{n}" {{\n  default = "default"\n}}\n' for n in names)
        + 'resource "x_y" "z" {\n' + "".join(f"  {n} = var.{n}\n" for n in names) + "}\n",
        "terraform.tfvars": lines(1),
        "terraform.tfvars.json": "{" + ",".join(f'"{n}": "tfvars_json"' for n in names[2:]) + "}",
        "a.auto.tfvars": lines(3),
        "b.auto.tfvars": lines(4),
        "c.auto.tfvars.json": "{" + ",".join(f'"{n}": "auto_json"' for n in names[5:]) + "}",
        "other.tfvars": 'default = "never read"\n',
    }  # fmt: skip
    first = write(tmp_path / "vars", {"1.tfvars": lines(6), "2.tfvars": lines(7)})
    made = declared(tmp_path / "root", files, var_files=[first / "1.tfvars", first / "2.tfvars"])
    assert made["x_y.z"].attrs == {n: n for n in names}


def test_the_environment_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_x", "from the environment")
    found = declared(tmp_path, 'variable "x" {}\nresource "x_y" "z" {\n  v = var.x\n}\n')["x_y.z"].attrs["v"]
    assert found == Unknown("variable `x` has no value")


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("string", "5", "5"),
        ("number", '"5"', 5),
        ("bool", '"true"', True),
        ("list(string)", "[1, true]", ["1", "true"]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
        ("map(string)", "{ a = 1 }", {"a": "1"}),
        ("object({ a = string, b = optional(number, 3), c = optional(string) })", "{ a = 1 }", {"a": "1", "b": 3, "c": None}),
        ("object({ a = optional(object({ b = optional(bool, true) }), {}) })", "{}", {"a": {"b": True}}),
        ('list(object({ a = optional(string, "x") }))', '[{}, { a = "y" }]', [{"a": "x"}, {"a": "y"}]),
        ("any", "[1]", [1]),
    ],
)
def test_types(tmp_path: Path, kind: str, given: str, value: object) -> None:
    files = {
        "main.tf": f'variable "x" {{\n  type = {kind}\n}}\nresource "x_y" "z" {{\n  v = var.x\n}}\n',
        "terraform.tfvars": f"x = {given}\n",
    }
    assert declared(tmp_path, files)["x_y.z"].attrs == {"v": value}


def test_a_value_of_the_wrong_type_is_unknown(tmp_path: Path) -> None:
    files = {"main.tf": 'variable "x" {\n  type = number\n}\nresource "x_y" "z" {\n  v = var.x\n}\n', "terraform.tfvars": 'x = "many"\n'}
    value = declared(tmp_path, files)["x_y.z"].attrs["v"]
    assert isinstance(value, Unknown)
    assert "`x`" in value.why


@pytest.mark.parametrize(("nullable", "value"), [("", None), ("nullable = true", None), ("nullable = false", "default")])
def test_null_given_to_a_module(tmp_path: Path, nullable: str, value: object) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  x = null\n}\n',
        "m/main.tf": f'variable "x" {{\n  default = "default"\n  {nullable}\n}}\nresource "x_y" "z" {{\n  v = var.x\n}}\n',
    }
    assert declared(tmp_path, files)["module.m.x_y.z"].attrs == {"v": value}


def test_an_argument_of_unknown_value_does_not_fall_back_to_the_default(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "open" {}\nmodule "m" {\n  source = "./m"\n  public = var.open\n}\n',
        "m/main.tf": 'variable "public" {\n  type = bool\n  default = false\n}\nresource "x_y" "z" {\n  v = var.public\n}\n',
    }
    assert isinstance(declared(tmp_path, files)["module.m.x_y.z"].attrs["v"], Unknown)


def test_undeclared_names(tmp_path: Path) -> None:
    files = {"main.tf": 'resource "x_y" "z" {\n  v = var.nobody\n}\n', "terraform.tfvars": 'nobody = "x"\nelse = 3\n'}
    assert isinstance(declared(tmp_path, files)["x_y.z"].attrs["v"], Unknown)


def test_a_missing_values_file_is_a_gap(tmp_path: Path) -> None:
    found = reading(tmp_path, {"main.tf": 'variable "x" {}\n'}, var_files=[tmp_path / "no.tfvars"])
    assert "no.tfvars" in whats(found)
    assert found.declared == ()


def test_locals_refer_to_one_another_in_any_order(tmp_path: Path) -> None:
    source = 'locals {\n  c = "${local.b}c"\n  a = "a"\n  b = "${local.a}b"\n}\nresource "x_y" "z" {\n  v = local.c\n}\n'
    assert declared(tmp_path, source)["x_y.z"].attrs == {"v": "abc"}


def test_a_long_chain_of_locals(tmp_path: Path) -> None:
    chain = "".join(f"  l{i} = local.l{i + 1}\n" for i in range(800))
    assert declared(tmp_path, f'locals {{\n{chain}  l800 = "end"\n}}\nresource "x_y" "z" {{\n  v = local.l0\n}}\n')["x_y.z"].attrs == {
        "v": "end"
    }
