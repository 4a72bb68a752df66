import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from audits.specification.document import ModelSpec
from service.setting_refused import SettingRefused
from workers import device


@pytest.fixture
def two_gpus(monkeypatch, tmp_path):
    monkeypatch.setattr(device, "gpus", lambda: ("0", "1"))
    monkeypatch.setattr(device.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(device, "LOOK_SECONDS", 0.01)


def test_each_audit_has_a_gpu_of_its_own(two_gpus):
    with device.gpu() as first, device.gpu() as second:
        assert {first, second} == {"0", "1"}
    with device.gpu() as again:
        assert again == "0"


def test_who_is_stopped_while_waiting_gets_none(two_gpus):
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 3

    with device.gpu(), device.gpu(), device.gpu(should_stop=stop) as third:
        assert third is None


def test_a_process_that_is_killed_gives_its_gpu_back(two_gpus, tmp_path):
    program = (
        "import sys, tempfile, time; from workers import device; "
        f"device.gpus = lambda: ('0',); tempfile.tempdir = {str(tmp_path)!r}\n"
        "with device.gpu() as found: print(found, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    ) as holder:
        assert holder.stdout.readline().strip() == "0"
        with device.gpu() as found:
            assert found == "1"
        holder.kill()
    with device.gpu() as found:
        assert found == "0"


def test_without_a_gpu_there_is_none_and_nobody_waits(monkeypatch):
    monkeypatch.setattr(device, "gpus", lambda: ())
    with device.gpu() as found:
        assert found is None


def test_a_model_that_computes_nothing_wants_none(two_gpus):
    with device.gpu(is_wanted=False) as found:
        assert found is None


def test_the_setting_hides_them(monkeypatch):
    monkeypatch.setattr(device.glob, "glob", lambda _: ["/dev/nvidia0", "/dev/nvidiactl"])
    assert device.gpus() == ("0",)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert device.gpus() == ()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    monkeypatch.setenv("EVENHAND_DEVICE", "cpu")
    assert device.gpus() == ()


@pytest.mark.parametrize(
    ("shown", "allowed", "found"),
    [
        # A container that was given the host's fourth card: CUDA calls it 0 there.
        (["/dev/nvidia3"], None, ("0",)),
        (["/dev/nvidia0", "/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm"], None, ("0", "1")),
        (["/dev/nvidia0", "/dev/nvidia1"], "1", ("1",)),
        (["/dev/nvidia0", "/dev/nvidia1"], "1, 0", ("1", "0")),
        # As CUDA does: what comes after a name that is none is not seen.
        (["/dev/nvidia0", "/dev/nvidia1"], "0,7,1", ("0",)),
        (["/dev/nvidia0"], "-1", ()),
        (["/dev/nvidia2"], "GPU-8a2f", ("GPU-8a2f",)),
        (["/dev/nvidia0"], "MIG-GPU-8a2f/1/0", ("MIG-GPU-8a2f/1/0",)),
        ([], "GPU-8a2f", ()),
    ],
)
def test_gpus_are_named_as_cuda_names_them(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    shown: list[str],
    allowed: str | None,
    found: tuple[str, ...],
) -> None:
    monkeypatch.setattr(device.glob, "glob", lambda _: shown)
    monkeypatch.setattr(device.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if allowed is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", allowed)
    assert device.gpus() == found
    with device.gpu() as held:
        assert held == (found[0] if found else None)


def test_a_gpu_that_was_kept_and_not_used_is_told() -> None:
    spec = ModelSpec(format="huggingface", task="translation")
    plan = SimpleNamespace(model=spec)
    (told,) = device.notices(plan, meant="gpu", used=device.CPU, had_gpu=True)
    assert "asked on the CPU" in told
    assert "no worker" not in told
    assert device.notices(plan, meant="gpu", used="gpu 0", had_gpu=True) == []
    assert device.notices(plan, meant=None, used=device.CPU) == []


def test_a_device_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_DEVICE", "toaster")
    with pytest.raises(SettingRefused, match="toaster is neither auto nor cpu"):
        device.gpus()
