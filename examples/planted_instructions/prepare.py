"""Writes the shipped documents with planted instructions as a table, and the audit of them."""

import argparse
from pathlib import Path
from shutil import copyfile

from audits.language.planted_documents import as_csv

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    """Write prompts.csv and audit.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prompts.csv").write_text(as_csv(), encoding="utf-8")
    copyfile(HERE / "audit.yaml", folder / "audit.yaml")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    main(parser.parse_args().out)
