"""Bounds on a YAML text while it is being read: levels, tokens, and what aliases unfold to.

PyYAML looks at every open level for each token it reads, so that 60 kB of `[` took two minutes; and
a few lines of aliases can stand for gigabytes. Both end here before they cost anything.
"""

from typing import Any

import yaml

from audits.errors import Refused

DEPTH = 64
TOKENS = 100_000
NODES = 100_000


class BoundedLoader(yaml.SafeLoader):
    """A SafeLoader that raises `Refused` at the first token, level or node too many.

    takes_aliases: whether `*name` may stand for what `&name` named.
    """

    takes_aliases = True

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._nodes = 0
        self._sizes: dict[str, int | None] = {}  # by anchor; None while it is still being read

    def fetch_more_tokens(self) -> None:
        """The scanner's step."""
        if self.tokens_taken > TOKENS:
            raise _refusal(f"has more than {TOKENS:,} words and signs", "split it", "too_long")
        if self.flow_level + len(self.indents) > DEPTH:
            raise _refusal(f"is nested more than {DEPTH} levels deep", "write it with fewer levels")
        super().fetch_more_tokens()

    def fetch_alias(self) -> None:
        """The scanner's step at a `*`."""
        if not self.takes_aliases:
            raise _refusal("holds an alias (`*name`)", "write the value out", "aliases")
        super().fetch_alias()

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The composer's step; an alias counts as much as what it stands for."""
        is_alias = self.check_event(yaml.AliasEvent)
        anchor = self.peek_event().anchor  # type: ignore[no-untyped-call]
        before = self._nodes
        if is_alias:
            size = self._sizes.get(anchor, 0)  # the composer itself refuses an unknown name
            if size is None:
                raise _refusal(
                    f"`*{anchor}` stands inside what it stands for", "write it out", "aliases"
                )
            self._nodes += size
        else:
            self._nodes += 1
            if anchor is not None:
                self._sizes[anchor] = None
        if self._nodes > NODES:
            raise _refusal(f"stands for more than {NODES:,} values", "shorten it", "too_long")
        node = super().compose_node(parent, index)
        if anchor is not None and not is_alias:
            self._sizes[anchor] = self._nodes - before
        return node


def _refusal(reason: str, remedy: str, code: str = "unreadable") -> Refused:
    return Refused.because("document", reason, remedy, code)
