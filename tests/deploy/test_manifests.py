"""Compose file, image and Kubernetes manifests against the code: no container engine is needed."""

import importlib
import importlib.util
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenhand.cli import build_parser
from service.settings import ClientSettings, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
EXAMPLE = (ROOT / "deploy" / "compose.env.example").read_text(encoding="utf-8")
MANIFESTS: list[dict[str, Any]] = [
    found
    for path in sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for found in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
OURS = {name: s for name, s in COMPOSE["services"].items() if name not in ("postgres", "valkey")}
READ = {*Settings.variables(), *ClientSettings.variables()}
LIBRARIES = {"ORT_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"}
INSTALLING = {"EVENHAND_TORCH_INDEX", "EVENHAND_TORCH_HASHES"}  # read by script/install
# Read by compose itself, not by the code.
PASSWORDS = {
    "POSTGRES_PASSWORD", "POSTGRES_API_PASSWORD", "POSTGRES_WORKER_PASSWORD",
    "POSTGRES_SCHEDULER_PASSWORD", "VALKEY_PASSWORD", "EVENHAND_SECRETS_KEY",
}  # fmt: skip
IMAGES = ("PYTHON_IMAGE", "POSTGRES_IMAGE", "VALKEY_IMAGE")
COMPOSE_ONLY = PASSWORDS | {
    "EVENHAND_VERSION", "TORCH_INDEX", *IMAGES, "POSTGRES_MEMORY", "WORKER_MEMORY",
}  # fmt: skip
WORKERS = ("worker", "gpu-worker")
PORT = Settings.from_environment({}).port


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for found in MANIFESTS:
        if found["kind"] in ("Deployment", "Job"):
            yield found["metadata"]["name"], found["spec"]["template"]["spec"]


def containers() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, pod in pods():
        for container in pod["containers"]:
            yield name, container, pod


def commands() -> dict[str, list[str]]:
    shown = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert len(shown) == 1
    found = {"Dockerfile": yaml.safe_load(shown[0])}
    for name, service in OURS.items():
        if "command" in service:
            found[f"compose {name}"] = service["command"]
        if "healthcheck" in service:
            kind, *words = service["healthcheck"]["test"]
            assert kind == "CMD"
            found[f"compose {name} health"] = words
    for name, container, _ in containers():
        found[f"kubernetes {name}"] = container["command"]
    return found


@pytest.mark.parametrize(("place", "command"), sorted(commands().items()))
def test_every_command_is_one_that_the_code_has(place: str, command: list[str]) -> None:
    program, *words = command
    if program == "gunicorn":
        from gunicorn.app.wsgiapp import WSGIApplication
        from gunicorn.config import Config

        parsed = Config().parser().parse_args(words)
        assert parsed.bind == [f"0.0.0.0:{PORT}"]
        assert parsed.worker_class == "service.serving.Worker"
        module, _, factory = parsed.args[0].partition(":")
        assert callable(getattr(importlib.import_module(module), factory.removesuffix("()")))
        assert WSGIApplication is not None
    elif program == "evenhand":
        build_parser().parse_args(words)
    elif words[0] == "-c":
        compile(words[1], place, "exec")
        assert f":{PORT}/healthz" in words[1]
    else:
        assert (program, words[0], len(words)) == ("python", "-m", 2)
        spec = importlib.util.find_spec(words[1])
        assert spec is not None
        assert spec.origin is not None
        assert '__name__ == "__main__"' in Path(spec.origin).read_text(encoding="utf-8")


def test_every_variable_is_one_that_somebody_reads() -> None:
    said: dict[str, set[str]] = {}
    for name, service in OURS.items():
        said[f"compose {name}"] = set(service.get("environment", {}))
    for name, container, _ in containers():
        said[f"kubernetes {name}"] = {item["name"] for item in container.get("env", [])}
    for found in MANIFESTS:
        if found["kind"] == "ConfigMap":
            said["config map"] = set(found["data"])
    said["image"] = set(re.findall(r"\b((?:EVENHAND|ORT|HF)_[A-Z_]+)=", DOCKERFILE))
    for place, names in said.items():
        known = READ | LIBRARIES | (INSTALLING if place == "image" else set())
        assert names <= known, f"{place}: {names - known}"
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert asked <= READ | COMPOSE_ONLY


def test_passwords_have_no_default_and_the_example_names_them() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in sorted(PASSWORDS):
        uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses)
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE)
    values = [line.partition("=")[0] for line in EXAMPLE.splitlines() if not line.startswith("#")]
    assert set(values) <= READ | COMPOSE_ONLY


def test_nothing_of_ours_runs_as_root_or_may_become_it() -> None:
    for name, service in OURS.items():
        assert service["read_only"] is True, name
        assert service["user"].split(":")[0] not in ("0", "root"), name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged"), name
        assert not any("unconfined" in option for option in service["security_opt"]), name
    assert re.search(r"^USER evenhand$", DOCKERFILE, re.MULTILINE)
    uid = re.search(r"useradd --uid (\d+)", DOCKERFILE)
    assert uid is not None
    assert all(service["user"].startswith(uid[1]) for service in OURS.values())
    for name, container, pod in containers():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert str(pod["securityContext"]["runAsUser"]) == uid[1], name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        inner = container["securityContext"]
        assert inner["allowPrivilegeEscalation"] is False, name
        assert inner["readOnlyRootFilesystem"] is True, name
        assert inner["capabilities"] == {"drop": ["ALL"]}, name


def test_what_is_written_lies_on_a_volume_and_every_volume_is_declared() -> None:
    homes = {service["environment"].get("EVENHAND_HOME") for service in OURS.values()}
    assert homes == {"/data"}
    for name, service in COMPOSE["services"].items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            is_file = source.startswith("./") and (ROOT / source).exists()
            assert source in COMPOSE["volumes"] or is_file, name
    for name, service in OURS.items():
        assert "data:/data" in service["volumes"], name
        assert any(place.startswith("/tmp:") for place in service["tmpfs"]), name
    for name, container, pod in containers():
        declared = {volume["name"] for volume in pod["volumes"]}
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert set(mounts) <= declared, name
        assert "/tmp" in mounts.values(), name


def test_ports_are_the_services_own() -> None:
    assert re.search(rf"^EXPOSE {PORT}$", DOCKERFILE, re.MULTILINE)
    assert COMPOSE["services"]["api"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    for name, container, _ in containers():
        ports = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
        assert ports in ({}, {"http": PORT}), name
        for probe in ("livenessProbe", "readinessProbe"):
            if probe in container:
                assert container[probe]["httpGet"]["port"] in ports, name
                assert container[probe]["httpGet"]["path"] in ("/healthz", "/readyz"), name


def test_a_busy_worker_is_given_the_time_it_needs() -> None:
    needed = Settings.from_environment({}).shutdown_seconds + 5
    for name in ("worker", "gpu-worker"):
        assert int(OURS[name]["stop_grace_period"].removesuffix("s")) >= needed
    times = {name: pod.get("terminationGracePeriodSeconds", 30) for name, pod in pods()}
    assert min(times["worker"], times["gpu-worker"]) >= needed


def test_queues_and_scaling_name_what_there_is() -> None:
    from service.delivery import AUDITS, GPU, INSPECTIONS, RETRIES
    from service.records.metrics_queries import Counts
    from service.telemetry import exposition

    heard = {
        f"kubernetes {name}": item["value"].split(",")
        for name, container, _ in containers()
        for item in container.get("env", [])
        if item["name"] == "EVENHAND_QUEUES"
    }
    heard |= {
        f"compose {name}": service["environment"]["EVENHAND_QUEUES"].split(",")
        for name, service in OURS.items()
        if "EVENHAND_QUEUES" in service["environment"]
    }
    assert heard == {
        f"{place} {worker}": queues
        for place in ("kubernetes", "compose")
        for worker, queues in (
            ("worker", [INSPECTIONS, RETRIES, AUDITS]),
            ("gpu-worker", [GPU, RETRIES, AUDITS]),
        )
    }
    shown = exposition(Counts({}, 0.0, 0, 0, 0, {}, 0, {}, {}), 0.0).decode()
    workloads = {found["metadata"]["name"] for found in MANIFESTS if found["kind"] == "Deployment"}
    scaled = [found["spec"] for found in MANIFESTS if found["kind"] == "ScaledObject"]
    assert {spec["scaleTargetRef"]["name"] for spec in scaled} == {"worker", "gpu-worker"}
    by_what = {
        spec["scaleTargetRef"]["name"]: spec["triggers"][0]["metadata"]["query"] for spec in scaled
    }
    assert by_what["gpu-worker"] == "max(evenhand_gpu_queue_depth)"
    for spec in scaled:
        assert spec["scaleTargetRef"]["name"] in workloads
        for trigger in spec["triggers"]:
            (metric,) = re.findall(r"evenhand_\w+", trigger["metadata"]["query"])
            assert f"\n{metric} " in shown


def test_references_to_secrets_and_configuration_resolve() -> None:
    kinds = {(found["kind"], found["metadata"]["name"]) for found in MANIFESTS}
    notes = (ROOT / "deploy" / "kubernetes" / "settings.yaml").read_text(encoding="utf-8")
    for _, container, _ in containers():
        for source in container.get("envFrom", []):
            assert ("ConfigMap", source["configMapRef"]["name"]) in kinds
        for item in container.get("env", []):
            if "valueFrom" in item:
                key = item["valueFrom"]["secretKeyRef"]["key"]
                assert re.search(rf"--from-(literal|file)={key}=", notes), key


def test_the_image_copies_what_exists_and_installs_an_extra_that_exists() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = shlex.split(line)
        for source in sources:
            assert (ROOT / source).exists(), source
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"audits", "service", "workers", "evenhand", "migrations"} & set(ignored)
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(project["optional-dependencies"])
    assert {"cpu", "gpu", "postgresql", "s3", "pdf"} <= extras
    for module in re.findall(r"python -m ([\w.]+)", DOCKERFILE):
        assert module == "venv" or importlib.util.find_spec(module) is not None


def test_a_worker_with_a_gpu_carries_one_audit_at_a_time() -> None:
    compose = OURS["gpu-worker"]["environment"]
    (env,) = [c["env"] for name, c, _ in containers() if name == "gpu-worker"]
    kubernetes = {item["name"]: item.get("value") for item in env}
    assert str(compose["EVENHAND_WORKER_THREADS"]) == "1"
    assert kubernetes["EVENHAND_WORKER_THREADS"] == "1"
    (devices,) = OURS["gpu-worker"]["deploy"]["resources"]["reservations"]["devices"]
    assert devices["count"] == 1
    (limits,) = [c["resources"]["limits"] for name, c, _ in containers() if name == "gpu-worker"]
    assert limits["nvidia.com/gpu"] == "1"


def test_compose_hands_every_worker_what_it_needs() -> None:
    shared = set(OURS["scheduler"]["environment"]) - {"EVENHAND_SECRETS_KEY"}
    for name in WORKERS:
        assert shared <= set(OURS[name]["environment"]), name


def test_the_signing_key_is_mounted_in_workers_alone_and_the_secrets_key_never_there() -> None:
    for name, service in OURS.items():
        mounts = [mount.split(":")[0] for mount in service["volumes"]]
        environment = service["environment"]
        assert ("signing" in mounts) is (name in WORKERS), name
        assert ("EVENHAND_SIGNING_KEY" in environment) is (name in WORKERS), name
        assert ("EVENHAND_SECRETS_KEY" in environment) is (name in ("api", "scheduler")), name
        if name in WORKERS:
            assert environment["EVENHAND_SIGNING_KEY"].startswith("/signing/")
    for name, container, pod in containers():
        volumes = {volume["name"] for volume in pod["volumes"]}
        names = {item["name"] for item in container["env"]}
        assert ("signing-key" in volumes) is (name in WORKERS), name
        assert ("EVENHAND_SIGNING_KEY" in names) is (name in WORKERS), name
        assert ("EVENHAND_SECRETS_KEY" in names) is (name in ("api", "scheduler")), name
    (settings,) = [found["data"] for found in MANIFESTS if found["kind"] == "ConfigMap"]
    assert "EVENHAND_SIGNING_KEY" not in settings


def test_each_part_has_a_database_role_of_its_own_and_the_owner_only_migrates() -> None:
    from service.records.grants import API, ROLES, SCHEDULER, WORKER

    expected = {"api": API, "worker": WORKER, "gpu-worker": WORKER, "scheduler": SCHEDULER,
                "migrate": "evenhand"}  # fmt: skip
    for name, service in OURS.items():
        role = re.match(r"postgresql://(\w+):", service["environment"]["DATABASE_URL"])
        assert role is not None
        assert role[1] == expected[name], name
    notes = (ROOT / "deploy" / "kubernetes" / "settings.yaml").read_text(encoding="utf-8")
    roles = dict(re.findall(r"--from-literal=(\w*DATABASE_URL)=postgresql://(\w+):", notes))
    for name, container, _ in containers():
        (key,) = [
            item["valueFrom"]["secretKeyRef"]["key"]
            for item in container["env"]
            if item["name"] == "DATABASE_URL"
        ]
        assert roles[key] == (expected[name] if name != "migrate" else "owner"), name
    made = (ROOT / "deploy" / "postgresql" / "roles.sql").read_text(encoding="utf-8")
    named = re.findall(r"^create role (\w+) login password :'", made, re.MULTILINE)
    assert set(named) == set(ROLES)


def test_processes_and_memory_are_bounded() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["pids_limit"] > 0, name
        assert service["mem_limit"], name
    for name, container, _ in containers():
        assert container["resources"]["limits"]["memory"], name


def test_the_network_policy_denies_by_default_and_names_what_there_is() -> None:
    policies = {f["metadata"]["name"]: f["spec"] for f in MANIFESTS if f["kind"] == "NetworkPolicy"}
    denied = policies.pop("nothing-by-default")
    assert denied == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    labels = {
        found["spec"]["template"]["metadata"]["labels"]["app"]
        for found in MANIFESTS
        if found["kind"] in ("Deployment", "Job")
    }
    (rule,) = policies["stores"]["podSelector"]["matchExpressions"]
    assert set(rule["values"]) == labels
    for name, spec in policies.items():
        for direction in ("ingress", "egress"):
            for entry in spec.get(direction, []):
                assert entry["ports"], name
                for place in entry.get("to", []):
                    if "ipBlock" in place:
                        assert "169.254.0.0/16" in place["ipBlock"]["except"], name


def test_the_image_installs_what_was_hashed_and_its_base_can_be_a_digest() -> None:
    assert "script/install" in DOCKERFILE
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${PYTHON_IMAGE}"] * 2
    for line in re.findall(r"pip install (.+?)(?: \\\\)?$", DOCKERFILE, re.MULTILINE):
        assert "--no-deps" in line


def test_each_image_is_named_by_one_variable_with_the_same_default_everywhere() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    named = re.findall(r"\$\{(\w+_IMAGE):-([^}]+)\}", text)
    assert [name for name, _ in named] == ["PYTHON_IMAGE", "POSTGRES_IMAGE", "VALKEY_IMAGE"]
    (python,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert dict(named)["PYTHON_IMAGE"] == python
    for service in OURS.values():
        assert service["build"]["args"]["PYTHON_IMAGE"] == f"${{PYTHON_IMAGE:-{python}}}"
    place = ROOT / "deploy" / "kubernetes"
    kustomization = yaml.safe_load((place / "kustomization.yaml").read_text(encoding="utf-8"))
    used = {container["image"].partition(":")[0] for _, container, _ in containers()}
    assert {one["name"] for one in kustomization["images"]} == used
    others = {path.name for path in place.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == others


@pytest.mark.parametrize("answer", ["sha256:" + "5" * 64, "", "not found"])
def test_the_script_that_pins_images_writes_what_compose_reads(tmp_path: Path, answer: str) -> None:
    """With a stand-in for docker: there is no registry here."""
    stand_in = tmp_path / "docker"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\necho "{answer}"\n')
    stand_in.chmod(0o755)
    done = subprocess.run(
        [ROOT / "script" / "pin-images"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert asked[0].startswith("buildx imagetools inspect python:")
    if not answer.startswith("sha256:"):
        assert (done.returncode, done.stdout) == (1, "")
        assert "python:" in done.stderr
        return
    assert done.returncode == 0, done.stderr
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert set(lines) == set(IMAGES)
    for value in lines.values():
        tag, _, digest = value.partition("@")
        assert digest == answer
        assert re.fullmatch(r"[\w/.-]+:[\w.-]+", tag)
    assert len(asked) == len(IMAGES)


def test_without_docker_the_script_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    done = subprocess.run(
        ["/bin/sh", ROOT / "script" / "pin-images"], env={"PATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "missing: docker" in done.stderr
