"""Translations recorded in a table, asked like a model that knows only those sentences."""

from collections.abc import Mapping, Sequence

from audits.data.dataset import Column, Texts
from audits.errors import ModelFailure, Refused


class RecordedTranslator:
    """A `Translator` over two text columns; a sentence that was not recorded is a failure."""

    def __init__(self, recorded: Mapping[str, str], fingerprint: str) -> None:
        self._recorded = recorded
        self._fingerprint = fingerprint

    @classmethod
    def of(cls, sources: Column, translations: Column, fingerprint: str) -> "RecordedTranslator":
        """From a table's columns; `Refused` where one sentence has two translations."""
        if not isinstance(sources.values, Texts) or not isinstance(translations.values, Texts):
            raise Refused.because(
                "dataset.columns",
                f"{sources.name!r} and {translations.name!r} are not both texts",
                "say `kind: text` on both",
                "does_not_fit",
            )
        recorded: dict[str, str] = {}
        for source, found in zip(sources.values.values, translations.values.values, strict=True):
            if source is None:
                continue
            if recorded.setdefault(source, found or "") != (found or ""):
                raise Refused.because(
                    f"dataset.columns.{translations.name}",
                    f"{source[:60]!r} is translated in two ways",
                    "keep one, or tell the systems apart by a column of the role system",
                    "two_translations",
                )
        return cls(recorded, fingerprint)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the table."""
        return self._fingerprint

    @property
    def reads(self) -> tuple[str, ...]:
        """Nothing: it is asked by sentence."""
        return ()

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order; the languages are those of the table."""
        lost = [sentence for sentence in sentences if sentence not in self._recorded]
        if lost:
            raise ModelFailure(
                f"{len(lost)} sentences have no recorded translation, e.g. {lost[0][:80]!r}"
            )
        return [self._recorded[sentence] for sentence in sentences]
