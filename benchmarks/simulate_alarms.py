"""How often an audit doubts a table in which nothing is misread: writes its part of the docs.

Innocent tables of every kind (`innocent_tables`, `honest_models`) and tables with one fault each
(`faulty_tables`) go through a whole audit. What is told of a table with a fault is found by running
it, and so is what it would tell of innocent tables.

Run: python -m benchmarks.simulate_alarms [TABLES OF EACH KIND] [--print]
(20 minutes of one core at 100)
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np

from audits.statistics.proportions import wilson
from benchmarks.faulty_tables import FAULTS
from benchmarks.honest_models import audited
from benchmarks.innocent_tables import KINDS
from benchmarks.table_kinds import Draw
from benchmarks.told_in_an_audit import Tabled, doubts, question

PAGE = Path(__file__).parents[1] / "docs" / "data_quality.md"
FAULTY, CONFIDENCE = 10, 0.95
HEADER = "| what is told | tables with the fault | told of innocent ones | 95 % | of the kind |"


@dataclass
class Alarms:
    """What innocent tables were told. Of each maker by kind: how many; of each kind its tables."""

    family: dict[str, str] = field(default_factory=dict)
    tables: Counter[str] = field(default_factory=Counter)
    told: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, table: Tabled, makers: Mapping[str, str], kind: str) -> None:
        self.family[kind] = table.family
        self.tables[kind] += 1
        for maker in makers:
            self.told[maker][kind] += 1


@dataclass
class Found:
    """What a notice was told of: faults, each with how many of `FAULTY` tables, and families."""

    faults: dict[str, int] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)


def drawn(name: str, draw: Draw, draws: int, seed: int) -> Iterator[Tabled]:
    """The first tables of a kind: the same ones whatever other kinds there are."""
    for at in range(draws):
        yield draw(np.random.default_rng([seed, crc32(name.encode()), at]))


def innocent(draws: int, folder: Path, seed: int = 7) -> Alarms:
    """Tables of each kind, and the published ones, through an audit."""
    alarms = Alarms()
    for name, draw in KINDS.items():
        for table in drawn(name, draw, draws, seed):
            alarms.add(table, doubts(table, folder), name)
    for table in audited():
        alarms.add(table, doubts(table, folder), "published tables, honest models")
        alarms.family["published tables, honest models"] = "classes"
    return alarms


def found(folder: Path, draws: int = FAULTY, seed: int = 11) -> dict[str, Found]:
    """Of each maker the faults that it told; those that most tables with the fault were told."""
    makers: dict[str, Found] = defaultdict(Found)
    for name, draw in FAULTS.items():
        tables = [*drawn(name, draw, draws, seed)]
        told = Counter(maker for table in tables for maker in doubts(table, folder))
        for maker, times in told.items():
            if times >= draws / 2:
                makers[maker].faults[name] = times
                makers[maker].families.add(tables[0].family)
    return makers


def rows(alarms: Alarms, makers: Mapping[str, Found], draws: int = FAULTY) -> Iterator[str]:
    """Of each notice one row, those that were told falsely most often first."""
    written = []
    for maker in sorted({*alarms.told, *makers}):
        own = makers.get(maker, Found())
        false = alarms.told.get(maker, Counter())
        families = own.families | {alarms.family[kind] for kind in false}
        tables = sum(n for kind, n in alarms.tables.items() if alarms.family[kind] in families)
        times = sum(false.values())
        low, high = wilson((times, tables), CONFIDENCE)
        worst, worst_times = (false.most_common(1) or [("", 0)])[0]
        where = f"{worst} ({worst_times} of {alarms.tables[worst]})" if times else ""
        what = "; ".join(own.faults) or question(maker)
        hits = f"{sum(own.faults.values())} of {draws * len(own.faults)}" if own.faults else ""
        interval = f"{100 * low:.1f} to {100 * high:.1f} %"
        row = f"| {what} | {hits} | {times} of {tables:,} | {interval} | {where} |"
        written.append((-times / tables, what, row))
    yield HEADER
    yield "|---" * HEADER.count(" | ") + "|---|"
    yield from (row for *_, row in sorted(written))


def main(draws: int, *, write: bool) -> None:
    with TemporaryDirectory() as name:
        alarms = innocent(draws, Path(name))
        table = "\n".join(rows(alarms, found(Path(name))))
    print(f"{sum(alarms.tables.values()):,} innocent tables of {len(alarms.tables)} kinds")
    print(table)
    if write:
        text = PAGE.read_text(encoding="utf-8")
        old = re.search(re.escape(HEADER) + r"\n(?:\|.*\n)*", text)
        whole = f"{text}\n{table}\n" if old is None else text.replace(old[0], table + "\n")
        PAGE.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How often an audit doubts an innocent table.")
    parser.add_argument("draws", type=int, nargs="?", default=100)
    parser.add_argument("--print", action="store_true", help="and change no page")
    asked = parser.parse_args()
    main(asked.draws, write=not asked.print)
