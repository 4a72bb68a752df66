"""How each family of translators is told its languages: tokens, first tokens, or a sentence.

source, target, language: as the user names them (fi, en) or as the model spells them. field: which
of `source_language` and `target_language` of the plan it stands in, for refusals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.errors import Refused
from audits.languages import NAMES, language_code
from audits.specification.suggestions import most_similar


@dataclass
class LanguageCodes:
    """The languages of one pair of languages: nothing to be told.

    codes: as the model spells them, -> id of the token; empty where it has none.
    """

    tokenizer: Any
    config: Any
    codes: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""

    @property
    def stated_source(self) -> str | None:
        """The language the folder says it translates from."""
        language = getattr(self.tokenizer, "source_lang", None)
        return language if isinstance(language, str) and language else None

    @property
    def stated_target(self) -> str | None:
        """The language the folder says it translates into."""
        language = getattr(self.tokenizer, "target_lang", None)
        return language if isinstance(language, str) and language else None

    @property
    def needs_source(self) -> bool:
        """Whether the model must be told the source language."""
        return False

    def check(self, field: str, language: str) -> str:
        """The language as the model spells it; raises `Refused` where it does not know it."""
        return self.code(field, language) if self.codes else language

    def code(self, field: str, language: str) -> str:
        """The only code that the model has for this language.

        Raises `Refused` where it has none (`unknown_language`), or several (`language_ambiguous`).
        """
        if language in self.codes:
            return language
        sought = language_code(language)
        fitting = [code for code in self.codes if language_code(code.strip("<>_")) == sought]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise Refused.because(
                f"model.{field}", f"{language!r} may be {', '.join(fitting)}", "name one of them",
                "language_ambiguous",
            )  # fmt: skip
        near = most_similar(language, self.codes, 5, cutoff=0.3) or list(self.codes)[:8]
        raise Refused.because(
            f"model.{field}", f"the model has no language token for {language!r}",
            f"it knows {len(self.codes)}, e.g. {', '.join(near)}", "unknown_language",
        )  # fmt: skip

    def prepare(self, source: str, target: str) -> None:
        """What the tokenizer must know before sentences of this source are encoded."""

    def generating(self, target: str) -> dict[str, Any]:
        """Settings of `generate`, by name, that make it answer in the target language."""
        return {}

    def decoder_start(self, target: str) -> int:
        """The id of the token that every decoding into the target starts with."""
        token_id: int | None = self.config.decoder_start_token_id
        return self.config.eos_token_id if token_id is None else token_id

    def target_ids(self, text: str, target: str) -> list[int]:
        """A translation, `text`, as tokens without its start."""
        token_ids: list[int] = self.tokenizer(text_target=text).input_ids
        return list(token_ids)


@dataclass
class MarianGroup(LanguageCodes):
    """A Marian model of many targets: `>>fra<<` stands before the source."""

    def prepare(self, source: str, target: str) -> None:
        """Each sentence will begin with the target's token; the source is not named."""
        self.prefix = f"{self.code('target_language', target)} "


@dataclass
class Tagged(LanguageCodes):
    """M2M100, NLLB, mBART-50: a token before the source, another forced first in the output."""

    @property
    def stated_source(self) -> str | None:
        """None: the tokenizer's default says nothing about the use."""
        return None

    @property
    def stated_target(self) -> str | None:
        """No language: a model of many states none."""
        return None

    @property
    def needs_source(self) -> bool:
        """Whether the source must be named: always, since its token stands first."""
        return True

    def prepare(self, source: str, target: str) -> None:
        """Set the tokenizer's source and target languages, by the codes that it knows."""
        self.tokenizer.src_lang = self.code("source_language", source)
        self.tokenizer.tgt_lang = self.code("target_language", target)

    def generating(self, target: str) -> dict[str, Any]:
        """The target's token is forced to come first in the output."""
        return {"forced_bos_token_id": self.codes[self.code("target_language", target)]}

    def target_ids(self, text: str, target: str) -> list[int]:
        """The tokens of `text`, which start with the target's token, as the output does."""
        ids = super().target_ids(text, target)
        token = self.codes[self.code("target_language", target)]
        return ids if ids[:1] == [token] else [token, *ids]


@dataclass
class StartTagged(Tagged):
    """mBART (25 languages): the target's token starts the decoding."""

    def generating(self, target: str) -> dict[str, Any]:
        """The target's token is the one that decoding starts with, in place of a forced first."""
        return {"decoder_start_token_id": self.decoder_start(target)}

    def decoder_start(self, target: str) -> int:
        """The token of the target: every decoding starts with it."""
        return self.codes[self.code("target_language", target)]

    def target_ids(self, text: str, target: str) -> list[int]:
        """The tokens of `text` without language tokens, which stand at the end in this family."""
        known = set(self.codes.values())
        return [
            token for token in LanguageCodes.target_ids(self, text, target) if token not in known
        ]


@dataclass
class Instructed(LanguageCodes):
    """T5: "translate Finnish to English: " stands before the source."""

    @property
    def needs_source(self) -> bool:
        """Whether the source must be named: always, since the instruction names it."""
        return True

    def check(self, field: str, language: str) -> str:
        """The language's English name, which the instruction needs; `Refused` without one."""
        return self._name(field, language)

    def prepare(self, source: str, target: str) -> None:
        """The folder's own instruction for the pair, else the usual one."""
        tasks = getattr(self.config, "task_specific_params", None) or {}
        task = f"translation_{language_code(source)}_to_{language_code(target)}"
        stated = tasks.get(task, {}).get("prefix")
        names = (self._name("source_language", source), self._name("target_language", target))
        self.prefix = stated or f"translate {names[0]} to {names[1]}: "

    def _name(self, field: str, language: str) -> str:
        name = NAMES.get(language_code(language))
        if name is None:
            raise Refused.because(
                f"model.{field}", f"{language!r} has no English name here",
                f"known are {', '.join(sorted(NAMES))}", "unknown_language",
            )  # fmt: skip
        return name


def language_codes_of(model_type: str, tokenizer: Any, config: Any) -> LanguageCodes:
    """The family's way, by the model's type and its tokenizer.

    model_type: of `config`, the network's configuration. Raises `Refused` where a family that needs
    language tokens has a tokenizer without them.
    """
    if model_type in ("t5", "mt5", "umt5"):
        return Instructed(tokenizer, config)
    if model_type == "marian":
        codes = _marian_codes(tokenizer)
        return MarianGroup(tokenizer, config, codes) if codes else LanguageCodes(tokenizer, config)
    codes = _language_codes(tokenizer)
    if not codes:
        raise Refused.because(
            "model.files.tokenizer", "has no language tokens, which this model type needs",
            "save the tokenizer that the model was trained with", "wrong_tokenizer",
        )  # fmt: skip
    if type(tokenizer).__name__.startswith("MBartTokenizer"):
        return StartTagged(tokenizer, config, codes)
    return Tagged(tokenizer, config, codes)


def _marian_codes(tokenizer: Any) -> dict[str, int]:
    named: Sequence[str] = getattr(tokenizer, "supported_language_codes", None) or ()
    ids = tokenizer.convert_tokens_to_ids(list(named))
    return {
        code: token_id for code, token_id in zip(named, ids, strict=True) if code.startswith(">>")
    }


def _language_codes(tokenizer: Any) -> dict[str, int]:
    """Code -> id of its token, however this tokenizer keeps them."""
    tokens = getattr(tokenizer, "lang_code_to_token", None)  # M2M100: fi -> __fi__
    if isinstance(tokens, Mapping):
        return {code: tokenizer.convert_tokens_to_ids(token) for code, token in tokens.items()}
    known = getattr(tokenizer, "lang_code_to_id", None)
    if isinstance(known, Mapping) and known:
        return {str(code): int(number) for code, number in known.items()}
    special = [
        *(getattr(tokenizer, "extra_special_tokens", None) or ()),
        *(getattr(tokenizer, "additional_special_tokens", None) or ()),
    ]
    codes = [code for code in dict.fromkeys(map(str, special)) if _looks_like_code(code)]
    return {code: tokenizer.convert_tokens_to_ids(code) for code in codes}


def _looks_like_code(token: str) -> bool:
    language, _, script = token.partition("_")
    return 2 <= len(language) <= 3 and language.islower() and len(script) in (2, 4)
