"""By what names a model behind an address calls itself, and whether it stays the same one."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

_MOST_NAMES = 5


@dataclass
class ModelNames:
    """Fields of answers that name what answered, such as `model`, with their values counted."""

    fields: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _told: dict[str, str] = field(default_factory=dict)

    def note(self, **names: object) -> None:
        """Count what one answer says. names: by field; what is no text says nothing."""
        for field_name, name in names.items():
            if isinstance(name, str) and name:
                self.fields[field_name][name[:200]] += 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """One for each field that has had more than one value, worded when that was first seen."""
        for field_name, names in self.fields.items():
            if len(names) > 1 and field_name not in self._told:
                listed = ", ".join(name for name, _ in names.most_common(_MOST_NAMES))
                self._told[field_name] = (
                    f"the model changed between calls, by the field `{field_name}` of its answers: "
                    f"{listed}; numbers are of them together"
                )
        return tuple(self._told.values())
