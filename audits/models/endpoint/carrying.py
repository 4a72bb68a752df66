"""What carries a request to an endpoint and its answer back, one at a time or many at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audits.errors import ModelFailure, NoAnswerInTime


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and text of an answer, or why there is none.

    timed_out: none within the time. spent: the document's budget leaves no room for the request.
    """

    status: int = 0
    text: str = ""
    error: str = ""
    timed_out: bool = False
    spent: bool = False

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Reply":
        """As the other end of a wire, or a recording, has it. written: its JSON."""
        if "error" in written:
            return cls(
                error=str(written["error"]),
                timed_out=bool(written.get("timed_out")),
                spent=bool(written.get("spent")),
            )
        return cls(int(written["status"]), str(written["text"]))

    def taken(self) -> tuple[int, str]:
        """Status and text; raises `ModelFailure` where there are none, `NoAnswerInTime` too."""
        if self.timed_out:
            raise NoAnswerInTime(self.error)
        if self.error:
            raise ModelFailure(self.error)
        return self.status, self.text


class Carry(Protocol):
    """Body to HTTP status and text; raises `ModelFailure` where there was no answer."""

    def __call__(self, body: Mapping[str, Any], *, seconds: float | None = None) -> tuple[int, str]:
        """seconds: wait no longer than that; left out, as long as the document says."""
        ...


class CarryMany(Carry, Protocol):
    """One that has several requests under way."""

    def many(
        self,
        bodies: Sequence[Mapping[str, Any]],
        *,
        window: int,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[int, Reply]]:
        """Each body's place with its reply, as they come.

        bodies: of the requests. window: so many are sent ahead of replies. stop: says that no
        more are to be sent; replies to those that were still come.
        """
        ...


def carried(
    carry: Carry,
    bodies: Sequence[Mapping[str, Any]],
    *,
    window: int,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, Reply]]:
    """As `CarryMany.many`, one after the other where the carrier knows no better.

    carry: what carries. bodies, window, stop: as there.
    """
    many = getattr(carry, "many", None)
    if many is not None:
        yield from many(bodies, window=window, stop=stop)
        return
    for index, body in enumerate(bodies):
        if stop():
            return
        try:
            yield index, Reply(*carry(body))
        except NoAnswerInTime as late:
            yield index, Reply(error=str(late), timed_out=True)
        except ModelFailure as failure:
            yield index, Reply(error=str(failure))
