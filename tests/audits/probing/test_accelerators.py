"""Cards as NVIDIA's driver for Linux writes of them under /proc; the texts are a driver's own."""

from pathlib import Path

from audits.probing.accelerators import accelerators

# Of the driver's README, and of one that is installed: closed and open kernel modules.
CLOSED = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.161.08  Sat Apr 20 00:00:00 UTC\n"
OPENED = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build\n"
CARD = "Model: \t\t NVIDIA H200\nIRQ:   \t\t 120\nGPU UUID: \t GPU-1\n"


def driver(folder: Path, version: str, *cards: str) -> Path:
    (folder / "version").write_text(version + "GCC version:  gcc version 12.2.0\n")
    for number, card in enumerate(cards):
        place = folder / "gpus" / f"0000:0{number}:00.0"
        place.mkdir(parents=True)
        (place / "information").write_text(card)
    return folder


def test_each_card_is_named_with_the_driver(tmp_path: Path) -> None:
    folder = driver(tmp_path, CLOSED, CARD, CARD.replace("H200", "L4"))
    assert accelerators(folder) == (
        "NVIDIA H200 (driver 535.161.08)", "NVIDIA L4 (driver 535.161.08)",
    )  # fmt: skip


def test_open_kernel_modules_write_their_version_elsewhere(tmp_path: Path) -> None:
    assert accelerators(driver(tmp_path, OPENED, CARD)) == ("NVIDIA H200 (driver 550.54.15)",)


def test_without_a_driver_there_is_none(tmp_path: Path) -> None:
    assert accelerators(tmp_path / "none") == ()
    assert accelerators(driver(tmp_path, "something else\n", CARD)) == ("NVIDIA H200",)
