# SPDX-License-Identifier: Apache-2.0
"""Where pipelines push what a Dockerfile builds, and what Compose starts its services with."""

from __future__ import annotations

from pathlib import Path

import pytest

from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Image, Workload
from intramuros.sources.catalogue import read
from intramuros.sources.dockerfile.pushes import builds, pushes

GITHUB = ".github/workflows/build.yml"


def _step(run: str) -> str:
    return "jobs:\n  b:\n    env: {REG: acr.azurecr.io}\n    steps:\n      - run: |\n" + "".join(
        f"          {line}\n" for line in run.splitlines()
    )


BUILDSPEC = """version: 0.2
phases:
  build:
    commands:
      - docker build -t 1.dkr.ecr.eu-central-1.amazonaws.com/notes app
  post_build:
    commands:
      - docker push 1.dkr.ecr.eu-central-1.amazonaws.com/notes
"""


@pytest.mark.parametrize(
    ("name", "text", "file", "reference"),
    [
        (GITHUB, _step("docker build -t $REG/app:1 app\ndocker push $REG/app:1"), "app/Dockerfile", "acr.azurecr.io/app:1"),
        (GITHUB, _step("cd app && docker buildx build --push --tag ghcr.io/o/app ."), "app/Dockerfile", "ghcr.io/o/app"),
        (GITHUB, _step("docker build -f app/web.Dockerfile -t web . \\\n  --build-arg A=b\ndocker push web"), "app/web.Dockerfile", "web"),
        (GITHUB, _step("az acr build -r ward -t notes:1 -f web.Dockerfile app"), "app/web.Dockerfile", "ward.azurecr.io/notes:1"),
        (
            "azure-pipelines.yml",
            "steps:\n- task: Docker@2\n  inputs: {command: buildAndPush, containerRegistry: ward, repository: notes, Dockerfile: app/Dockerfile}\n",
            "app/Dockerfile",
            "ward/notes",
        ),
        (
            ".gitlab-ci.yml",
            "build:\n  image: {name: kaniko}\n  script:\n    - /kaniko/executor --context app --dockerfile app/Dockerfile --destination r.example/notes:1\n",
            "app/Dockerfile",
            "r.example/notes:1",
        ),
        (
            "buildspec.yml",
            BUILDSPEC,
            "app/Dockerfile",
            "1.dkr.ecr.eu-central-1.amazonaws.com/notes",
        ),
    ],
)
def test_a_push_names_its_file(name: str, text: str, file: str, reference: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")
    found = {(p.dockerfile, p.reference) for p in pushes(list(builds(tmp_path)))}
    assert (str(tmp_path / file), reference) in found


@pytest.mark.parametrize(
    "text",
    [
        _step("docker build -t app ."),
        _step("az acr build --no-push -r ward -t notes ."),
        "jobs: {b: {steps: [{uses: docker/build-push-action@v6, with: {push: false, tags: x}}]}}",
        "jobs: [",
        "",
    ],
)
def test_what_is_only_built_is_not_pushed(text: str, tmp_path: Path) -> None:
    (tmp_path / GITHUB).parent.mkdir(parents=True)
    (tmp_path / GITHUB).write_text(text, "utf-8")
    assert not list(pushes(list(builds(tmp_path))))


def test_what_compose_builds_is_pushed_by_compose(tmp_path: Path) -> None:
    (tmp_path / GITHUB).parent.mkdir(parents=True)
    (tmp_path / GITHUB).write_text(_step("docker compose build\ndocker compose push"), "utf-8")
    (tmp_path / "compose.yaml").write_text(
        "services: {web: {image: r.example/web, build: {context: ., dockerfile: app/Dockerfile}}}\n", "utf-8"
    )
    found = [(p.dockerfile, p.reference) for p in pushes(list(builds(tmp_path)))]
    assert found == [(str(tmp_path / "app/Dockerfile"), "r.example/web")]


def test_the_context_that_a_pipeline_names_is_searched(tmp_path: Path) -> None:
    (tmp_path / GITHUB).parent.mkdir(parents=True)
    (tmp_path / GITHUB).write_text(_step("docker build -f app/Dockerfile ."), "utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app/Dockerfile").write_text("FROM x\nCOPY . /srv\n", "utf-8")
    (tmp_path / "id_rsa").write_text("x", "utf-8")
    (image,) = read([tmp_path]).estate.all(Image)
    assert [s.hint for s in image.secrets] == ["id_rsa"]


def test_services_of_compose(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  llm:\n    image: vllm/vllm-openai:1\n    command: [--model, x]\n    networks: [inside]\n"
        "  open: {image: ollama/ollama}\n  none: {image: x, network_mode: none}\nnetworks: {inside: {internal: true}}\n",
        "utf-8",
    )
    found = {w.name: w for w in read([tmp_path]).estate.all(Workload)}
    assert {n: w.isolated for n, w in found.items()} == {"llm": True, "open": False, "none": True}
    assert isinstance(found["open"].sends_directly, Unknown)
    assert found["llm"].commands == ("--model x",)


def test_broken_compose_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  a:\n    image: x\n   b: [\n", "utf-8")
    (gap,) = read([tmp_path]).gaps
    assert gap.origin.line == 4


def test_every_folder_that_a_build_is_handed_is_looked_through(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "first" / ".env").write_text("KEY=x\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /app\n")
    pipeline = tmp_path / GITHUB
    pipeline.parent.mkdir(parents=True)
    pipeline.write_text(_step("docker build -f Dockerfile first\ndocker build -f Dockerfile second"))
    (image,) = read([tmp_path]).estate.all(Image)
    assert [s.hint for s in image.secrets] == [".env"]
