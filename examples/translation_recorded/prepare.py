"""Join the sentence files of FLORES-200 and of three translators into one table.

Run: python examples/translation_recorded/prepare.py FOLDER [OUT]
FOLDER: holds flores-dev.hu (source), flores-dev.en (reference) and flores-dev.NAME.en for each
translator, one sentence a line; OUT: var/examples/translation_recorded if left out.
"""

import csv
import sys
from pathlib import Path


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def prepare(folder, out):
    """Write `flores.csv`: a row for each sentence of each translator."""
    sources, references = lines(folder / "flores-dev.hu"), lines(folder / "flores-dev.en")
    out.mkdir(parents=True, exist_ok=True)
    with (out / "flores.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["source", "translation", "system", "reference"])
        for path in sorted(folder.glob("flores-dev.*.en")):
            system = path.name.split(".")[1]
            rows = zip(sources, lines(path), references, strict=True)
            writer.writerows([source, said, system, human] for source, said, human in rows)


if __name__ == "__main__":
    target = Path(sys.argv[2] if len(sys.argv) > 2 else "var/examples/translation_recorded")
    prepare(Path(sys.argv[1]), target)
