"""Tables in which nothing is misread, of many kinds: whatever is told of them in doubt is false."""

from benchmarks import innocent_classes, innocent_numbers, innocent_outcomes
from benchmarks.table_kinds import KINDS

__all__ = ["KINDS", "innocent_classes", "innocent_numbers", "innocent_outcomes"]
