# SPDX-License-Identifier: Apache-2.0
"""Whether a file is a CloudFormation template, a file of parameters for one, or the CDK's list of stacks: told by its text, before it is parsed."""

from __future__ import annotations

import re
from typing import Final

from intramuros.estate.patterns import lazy
from intramuros.sources.documents import Document

SUFFIXES: Final = (".yaml", ".yml", ".json", ".template", ".cfn", ".cform", ".sam")
PARAMETER_SUFFIXES: Final = ("parameters.json", "params.json", "parameter.json")
_VERSION: Final = "AWSTemplateFormatVersion"
_RESOURCES: Final = lazy(r"""^Resources\s*:|["']Resources["']\s*:""", re.MULTILINE)
_TYPE: Final = lazy(r"""\bType["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::[A-Z]""")
_GIVEN: Final = lazy(r"""["'](?:ParameterKey|Parameters)["']\s*:""")
_MANIFEST: Final = '"aws:cloudformation:stack"'


def claims(document: Document) -> bool:
    """Whether the dialect's reader should have this file."""
    return is_template(document) or is_parameters(document) or is_manifest(document)


def is_template(document: Document) -> bool:
    """A template says its format's version, or has resources of CloudFormation's types."""
    text = document.text
    return _RESOURCES.search(text) is not None and (_VERSION in text or _TYPE.search(text) is not None)


def is_parameters(document: Document) -> bool:
    """A file of parameters in the shape of CodePipeline's template configuration or of the command line."""
    return document.path.name.casefold().endswith(PARAMETER_SUFFIXES) and _GIVEN.search(document.text) is not None


def is_manifest(document: Document) -> bool:
    """The `manifest.json` of a `cdk.out` folder."""
    return document.path.name == "manifest.json" and _MANIFEST in document.text
