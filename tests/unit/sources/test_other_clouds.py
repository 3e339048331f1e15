# SPDX-License-Identifier: Apache-2.0
"""What lies in a cloud that no lowering reads is said to be not understood, never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.sources.catalogue import read


@pytest.mark.parametrize(
    ("kind", "strange"),
    [
        ("google_storage_bucket", True),
        ("alicloud_oss_bucket", True),
        ("oci_objectstorage_bucket", True),
        ("random_id", False),
        ("null_resource", False),
    ],
)
def test_other_clouds(tmp_path: Path, kind: str, strange: bool) -> None:
    (tmp_path / "main.tf").write_text(f'resource "{kind}" "a" {{}}\n', "utf-8")
    assert [n.type for n in read([tmp_path]).estate.not_understood] == ([kind] if strange else [])
