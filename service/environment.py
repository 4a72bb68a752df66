"""Settings as a class of fields: each has its variable, default, bounds and description once."""

import os
from collections.abc import Mapping
from typing import Self

from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from service.setting_refused import SettingRefused

_NO_NUMBER = {"float_parsing", "float_type", "int_parsing", "int_type"}
_OUT_OF_BOUNDS = {"greater_than_equal", "less_than_equal", "finite_number", "int_parsing_size"}


class FromEnvironment(BaseSettings):
    """Base class. A field's variable is its validation_alias; its description, the text below it.

    The constructor takes fields by name and looks at no environment; `read` does. The text below a
    field is for readers and docs/operation.md: no process reads its own source as it starts.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        case_sensitive=True,
        env_ignore_empty=True,
        enable_decoding=False,  # lists are written by comma, never as JSON
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the constructor is given."""
        return (init_settings,)

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, **given: object) -> Self:
        """From the environment (this process's where None), or `SettingRefused`.

        given: fields that win over it; None is not given. A variable that is empty is not there.
        """
        source = EnvSettingsSource(cls)
        texts = {
            **(os.environ if environ is None else environ),
            **{
                cls.variable(name): str(value) for name, value in given.items() if value is not None
            },
        }
        source.env_vars = {name: text.strip() for name, text in texts.items() if text.strip()}
        try:
            return cls(**source())
        except ValidationError as error:
            raise SettingRefused(_reason(cls, error)) from None

    @classmethod
    def variable(cls, field: str) -> str:
        """The environment variable of a field."""
        return str(cls.model_fields[field].validation_alias)

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Every variable with its field."""
        return {cls.variable(field): field for field in cls.model_fields}


def _reason(cls: type[FromEnvironment], error: ValidationError) -> str:
    """The first thing that is wrong: the variable, its value and what would do."""
    first = error.errors(include_url=False)[0]
    variable, kind, value = str(first["loc"][0]), first["type"], first["input"]
    if kind == "value_error":
        return f"{variable}: {first['ctx']['error']}"
    if kind in _NO_NUMBER:
        return f"{variable}={value!r} is not a number"
    if kind == "bool_parsing":
        return f"{variable}={value!r} is none of yes, no"
    if kind in _OUT_OF_BOUNDS:
        return f"{variable}={value} is too small or too large; {_bounds(cls, variable)}"
    return f"{variable}: {first['msg']}"


def _bounds(cls: type[FromEnvironment], variable: str) -> str:
    metadata = cls.model_fields[cls.variables()[variable]].metadata
    least = [f"at least {bound.ge:.12g}" for bound in metadata if isinstance(bound, Ge)]
    most = [f"at most {bound.le:.12g}" for bound in metadata if isinstance(bound, Le)]
    return " and ".join(least + most)
