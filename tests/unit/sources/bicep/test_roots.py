"""What is deployed on its own is reviewed, and once."""

from __future__ import annotations

from pathlib import Path

from intramuros.estate.values import Unknown
from intramuros.sources.catalogue import read as read_all
from tests.unit.sources.bicep.reading import body, reading

ST = "resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'st${size}'\n  tags: {\n    size: size\n  }\n}\n"


def test_a_called_file_is_not_reviewed_twice(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main="module m 'm.bicep' = {\n  params: {\n    size: 'a'\n  }\n}\n",
        m=f"param size string = 'b'\n{ST}",
        types="type x = string\n",
    )
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["sta"]
    assert found.sources == ("main.bicep",)


def test_a_file_that_others_take_types_from_is_still_deployed(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main="@export()\ntype size = string\nmodule m 'm.bicep' = {\n  params: {\n    size: 'a'\n  }\n}\n",
        m=f"import {{size as sized}} from 'main.bicep'\nparam size sized\n{ST}",
    )
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["sta"]
    assert found.sources == ("main.bicep",)


def test_a_circle_is_entered_once(tmp_path: Path) -> None:
    found = reading(tmp_path, a="module m 'b.bicep' = {}\nvar size = 'a'\n" + ST, b="module m 'a.bicep' = {}\n")
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["sta"]
    assert ["calls itself" in g.what for g in found.gaps] == [True]


def test_each_parameter_file_is_a_deployment(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main=f"param size string = 'default'\nparam other string = 'main'\n{ST}",
        dev_param="using 'main.bicep'\nvar s = 'de'\nparam size = '${s}v'\n",
        prod_param="using './main.bicep'\nextends 'base.bicepparam'\nparam other = size\n",
        base_param="using none\nparam size = readEnvironmentVariable('SIZE', 'prod')\n",
    )
    assert sorted(d.address.rpartition("/")[2] for d in found.declared) == ["stdev", "stprod"]


def test_a_parameter_that_cannot_be_read_is_not_the_default(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main=f"param size string = 'default'\n{ST.replace('st${size}', 'st')}",
        dev_param="using 'main.bicep'\nparam size = 'a' 'b'\n",
    )
    assert isinstance(body(found, "/st")["tags"]["size"], Unknown)
    assert [g.origin.file for g in found.gaps] == ["dev.bicepparam"]


def test_parameters_for_what_is_not_there_are_a_gap(tmp_path: Path) -> None:
    found = reading(tmp_path, dev_param="using 'gone.bicep'\n")
    assert ["gone.bicep" in g.what for g in found.gaps] == [True]


def test_a_compiled_template_beside_its_source_is_read_once(tmp_path: Path) -> None:
    template = (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "metadata": {"_generator": {"name": "bicep"}},'
        ' "resources": [{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01", "name": "%s"}]}'
    )
    (tmp_path / "main.bicep").write_text("module part 'part.json' = {}\nvar size = 'source'\n" + ST)
    (tmp_path / "main.json").write_text(template % "stcompiled")
    (tmp_path / "part.json").write_text(template % "stpart")
    (tmp_path / "alone.json").write_text(template % "stalone")
    addresses = sorted(r.address.rpartition("/")[2] for r in read_all([tmp_path]).estate.resources)
    assert addresses == ["stalone", "stpart", "stsource"]
    assert [r.address.rpartition("/")[2] for r in read_all([tmp_path / "main.json"]).estate.resources] == ["stcompiled"]


def test_parameter_files_of_one_name_are_two(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main=f"param size string\n{ST.replace('st${size}', 'st')}",
        dev__main_param="using '../main.bicep'\nparam size = 'dev'\n",
        prod__main_param="using '../main.bicep'\nparam size = 'prod'\n",
    )
    assert sorted(d.attrs["body"]["tags"]["size"] for d in found.declared) == ["dev", "prod"]
    assert len({d.address for d in found.declared}) == 2


def test_files_of_one_name_under_two_roots_stand_apart(tmp_path: Path) -> None:
    for folder, tags in (("a", "'one'"), ("b", "'two'")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.bicep").write_text(
            f"param name string\n{ST.replace('st${size}', 'st').replace('size: size', f'size: {tags}')}"
        )
    found = read_all([tmp_path / "a", tmp_path / "b"]).estate.resources
    assert len({r.address for r in found}) == 2


def test_a_parameter_file_in_json_is_what_is_deployed(tmp_path: Path) -> None:
    (tmp_path / "main.parameters.json").write_text('{"parameters": {"size": {"value": "given"}}}')
    found = reading(tmp_path, main=f"param size string = 'default'\n{ST}")
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["stgiven"]


def test_a_parameter_file_in_json_that_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "main.parameters.json").write_text('{"parameters": {')
    found = reading(tmp_path, main=f"param size string = 'default'\n{ST}")
    assert any("main.parameters.json" in g.what for g in found.gaps)


def test_what_a_module_is_given_out_of_another_object_is_not_the_default(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        main="var shared = {\n  size: 'a'\n}\nmodule m 'm.bicep' = {\n  params: {\n    ...shared\n  }\n}\n",
        m=f"param size string = 'b'\n{ST}",
    )
    assert [d.address.rpartition("/")[2] for d in found.declared] == ["st{parameters('size')}"]
