# SPDX-License-Identifier: Apache-2.0
"""Files to bodies: shapes, lines, mistakes."""

from __future__ import annotations

import pytest

from intramuros.sources.terraform.expressions import Names, evaluate
from intramuros.sources.terraform.syntax import Block, Body, parse, parse_json

SOURCE = b"""# comment
resource "aws_s3_bucket" "b" {
  bucket = "x"
  tags = {
    a = 1
  }
  versioning {
    enabled = true
  }
  dynamic "rule" {
    for_each = []
    content {
      id = rule.value
    }
  }
}

locals { one = 1 }
"""


def _values(body: Body) -> dict[str, object]:
    return {k: evaluate(a.expr, Names({})) for k, a in body.attributes.items()}


def _only(body: Body, kind: str) -> Block:
    (found,) = [b for b in body.blocks if b.type == kind]
    return found


def test_blocks_labels_and_lines() -> None:
    body, gaps = parse(SOURCE, "main.tf")
    assert gaps == ()
    bucket = _only(body, "resource")
    assert bucket.labels == ("aws_s3_bucket", "b")
    assert (bucket.origin.file, bucket.origin.line, bucket.origin.end_line) == ("main.tf", 2, 16)
    assert [b.type for b in bucket.body.blocks] == ["versioning", "dynamic"]
    tags = bucket.body.attributes["tags"]
    assert (tags.origin.line, tags.origin.end_line) == (4, 6)
    assert _values(bucket.body) == {"bucket": "x", "tags": {"a": 1}}
    dynamic = _only(bucket.body, "dynamic")
    assert dynamic.labels == ("rule",)
    assert _only(dynamic.body, "content").origin.line == 12


def test_a_variables_file_is_a_body_of_attributes() -> None:
    body, gaps = parse(b'region = "eu-central-1"\nlist = [\n 1,\n]\n', "x.tfvars")
    assert gaps == ()
    assert _values(body) == {"region": "eu-central-1", "list": [1]}


@pytest.mark.parametrize(
    ("mistake", "line"),
    [
        (b'resource "a" "b" {\n  x = \n}\nresource "c" "d" {\n  y = 1\n}\n', 2),
        (b'resource "a" "b" {\n  x = 1\n  = 3\n}\nresource "c" "d" {\n  y = 1\n}\n', 3),
        (b'}\nresource "c" "d" {\n  y = 1\n}\n', 1),
    ],
)
def test_what_stands_around_a_mistake_is_read(mistake: bytes, line: int) -> None:
    body, gaps = parse(mistake, "bad.tf")
    assert gaps
    assert abs(min(g.origin.line for g in gaps) - line) <= 1
    found = {b.labels: b for b in body.blocks}
    assert _values(found["c", "d"].body) == {"y": 1}


def test_the_first_of_two_settings_counts_and_is_told() -> None:
    body, gaps = parse(b"a {\n x = 1\n x = 2\n}\n", "twice.tf")
    assert _values(body.blocks[0].body) == {"x": 1}
    assert [g.origin.line for g in gaps] == [3]


def test_a_heredoc_at_the_end_without_newline() -> None:
    body, gaps = parse(b"a = <<EOT\nx\nEOT", "h.tf")
    assert gaps == ()
    assert _values(body) == {"a": "x\n"}


def test_nesting_without_end_is_a_gap() -> None:
    _, gaps = parse(b"a {" * 5000 + b"}" * 5000, "deep.tf")
    assert any("deeply" in g.what for g in gaps)
    _, gaps = parse_json(b'{"a":' * 5000 + b"1" + b"}" * 5000, "deep.tf.json")
    assert any("deeply" in g.what for g in gaps)


JSON = b"""{
  "//": "ignored",
  "resource": {
    "aws_s3_bucket": {
      "b": {
        "bucket": "x-${var.n}",
        "lifecycle": {"prevent_destroy": true},
        "provider": "aws.us",
        "versioning": [{"enabled": true}],
        "dynamic": {
          "rule": {"for_each": "${[1]}", "content": {"id": "${rule.value}"}}
        }
      },
      "c": [{"count": 1}, {"count": 2}]
    }
  },
  "locals": {"data": {"x": {"y": 1}}},
  "variable": {"n": {"type": "string", "default": null}}
}"""


def test_json_comes_to_the_same_shapes() -> None:
    body, gaps = parse_json(JSON, "main.tf.json")
    assert gaps == ()
    resources = [b for b in body.blocks if b.type == "resource"]
    assert [b.labels for b in resources] == [("aws_s3_bucket", "b"), ("aws_s3_bucket", "c"), ("aws_s3_bucket", "c")]
    bucket = resources[0]
    assert (bucket.origin.line, bucket.origin.end_line) == (5, 13)
    assert bucket.body.attributes["bucket"].origin.line == 6
    assert evaluate(bucket.body.attributes["bucket"].expr, Names({"var": {"n": 5}})) == "x-5"
    assert _values(_only(bucket.body, "lifecycle").body) == {"prevent_destroy": True}
    dynamic = _only(bucket.body, "dynamic")
    assert dynamic.labels == ("rule",)
    assert _values(dynamic.body) == {"for_each": [1]}
    assert _only(dynamic.body, "content").body.attributes.keys() == {"id"}
    assert evaluate(bucket.body.attributes["versioning"].expr, Names({})) == [{"enabled": True}]
    assert _values(_only(body, "locals").body) == {"data": {"x": {"y": 1}}}
    assert _only(body, "variable").labels == ("n",)


@pytest.mark.parametrize("text", [b"", b"[]", b'{"a": }', b'{"a": 1', b'{"a": 1} x', b"{'a': 1}", b'{"a": "x', b'{"a": 1,}'])
def test_broken_json_is_a_gap(text: bytes) -> None:
    body, gaps = parse_json(text, "bad.tf.json")
    assert body.blocks == ()
    assert len(gaps) == 1


def test_a_mistake_swallows_no_block_after_it() -> None:
    source = (
        b'resource "a" "b" {\n  x = [1,\n}\nresource "c" "d" {\n  y = 1\n}\nresource "e" "f" {\n  y = "${"\n}\n'
        b'locals {\n  text = <<EOT\nresource "not" "here" {\nEOT\n  z = 2\n}\n'
    )
    body, gaps = parse(source, "bad.tf")
    assert gaps
    assert {1, 2, 3, 7, 8, 9} & {g.origin.line for g in gaps}
    assert ("c", "d") in [b.labels for b in body.blocks]
    assert ("not", "here") not in [b.labels for b in body.blocks]
    local = _only(body, "locals")
    assert _values(local.body)["z"] == 2
    assert (local.origin.line, local.origin.end_line) == (10, 15)
