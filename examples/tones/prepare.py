"""Tones of a near and a far microphone, and a small network of waveforms trained with the near one.

Writes tones.zip (WAV files and a table) and tones.onnx; takes some seconds.
"""

import argparse
import csv
import io
import shutil
import wave
import zipfile
from pathlib import Path

import numpy as np
import torch

RATE, SECONDS, ROWS = 8_000, 0.25, 640
HERE = Path(__file__).parent
# How large a tone is at either microphone; the noise of the room is the same.
SIZE, NOISE = {"near": 0.4, "far": 0.04}, 0.01


def tones(rng: np.random.Generator) -> list[tuple[np.ndarray, int, str]]:
    """Each a sine of 300 or 400 Hz or so with noise: samples, whether it is high, microphone."""
    frames = np.arange(int(RATE * SECONDS)) / RATE
    rows = []
    for row in range(ROWS):
        is_high = row % 2
        microphone = "near" if row % 4 < 2 else "far"
        hertz = (300, 400)[is_high] + rng.normal(0, 20)
        sine = SIZE[microphone] * np.sin(2 * np.pi * (hertz * frames + rng.random()))
        samples = sine + rng.normal(0, NOISE, len(frames))
        rows.append((np.clip(samples, -1, 1).astype(np.float32), is_high, microphone))
    return rows


class Listener(torch.nn.Module):
    """Sixteen filters of 16 ms, how strongly each answers, and a line between them."""

    def __init__(self) -> None:
        super().__init__()
        self.filters = torch.nn.Conv1d(1, 16, 128, stride=32)
        self.line = torch.nn.Linear(16, 2)

    def forward(self, audio: torch.Tensor) -> torch.Tensor:
        """Two logits a sound. audio: shape (rows, frames)."""
        return self.line(self.filters(audio.unsqueeze(1)).abs().mean(dim=-1))


def trained(rows: list[tuple[np.ndarray, int, str]]) -> Listener:
    """The network after 60 rounds of Adam."""
    torch.manual_seed(0)
    network = Listener()
    audio = torch.from_numpy(np.stack([samples for samples, _, _ in rows]))
    labels = torch.tensor([is_high for _, is_high, _ in rows])
    optimiser = torch.optim.Adam(network.parameters(), 0.01)
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(network(audio), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network.eval()


def wav(samples: np.ndarray) -> bytes:
    """The samples as a WAV file of 16 bits."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return held.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/examples/tones"))
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    rows = tones(np.random.default_rng(0))
    # Whoever trained it had the near microphone alone.
    network = trained([row for row in rows[: ROWS // 2] if row[2] == "near"])
    torch.onnx.export(
        network, (torch.zeros(1, int(RATE * SECONDS)),), out / "tones.onnx",
        input_names=["audio"], output_names=["logits"], dynamo=False, opset_version=17,
        dynamic_axes={"audio": {0: "rows", 1: "frames"}, "logits": {0: "rows"}},
    )  # fmt: skip
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["file", "pitch", "microphone"])
    with zipfile.ZipFile(out / "tones.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (samples, is_high, microphone) in enumerate(rows[ROWS // 2 :]):
            archive.writestr(f"wav/{number}.wav", wav(samples))
            writer.writerow([f"wav/{number}.wav", ("low", "high")[is_high], microphone])
        archive.writestr("tones.csv", table.getvalue())
    shutil.copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(f"prepared {out}")


if __name__ == "__main__":
    main()
