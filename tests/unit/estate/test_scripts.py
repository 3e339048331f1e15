# SPDX-License-Identifier: Apache-2.0
"""Credentials in start-up scripts: values count, references and names do not."""

from __future__ import annotations

import time

import pytest

from intramuros.estate.secrets import in_script
from intramuros.estate.values import symbol


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("export HF_TOKEN=hf_QkZrTnVwYXhMbWRzR2hKcFd0RXlVaUFv", "HF_TOKEN"),
        ("set -e; export DB_PASSWORD='Wq8rTz21Lk'", "DB_PASSWORD"),
        ("docker run -e API_KEY=Wq8rTz21LkMn app", "API_KEY"),
        ('$env:SQL_PASSWORD = "Wq8rTz21Lk"', "SQL_PASSWORD"),
        ("define('DB_PASSWORD', 'Wq8rTz21Lk');", "DB_PASSWORD"),
        ("user,AKIAIOSFODNN7ABCDEFG", "line 1"),
        (f"ACCOUNT_KEY={symbol('azurerm_storage_account.s', 'primary_access_key')}", "ACCOUNT_KEY"),
    ],
)
def test_values_are_found(line: str, name: str) -> None:
    assert list(in_script(line)) == [name]


@pytest.mark.parametrize(
    "line",
    [
        "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)",
        'PASSWORD="$1"',
        "SSH_KEY=~/.ssh/id_ed25519",
        "API_KEY_FILE=/run/secrets/api-key",
        "SECRET_ARN=arn:aws:secretsmanager:eu-central-1:410000000001:secret:hf-AbCdEf",
        "KEY=9DC858229FC7DD38854A",
        "TOKEN_BUDGET=200000",
        "apt-get install -y keyring=1.2.3-4",
    ],
)
def test_references_and_names_are_not(line: str) -> None:
    assert in_script(line) == {}


def test_a_long_script_takes_no_long_time() -> None:
    started = time.perf_counter()
    in_script("a= " * 100_000 + "define('" * 30_000)
    assert time.perf_counter() - started < 5
