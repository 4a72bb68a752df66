"""English names of languages by their code of two letters, as T5's instruction wants them too."""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "et": "Estonian",
        "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "hu": "Hungarian",
        "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
        "kk": "Kazakh", "ko": "Korean", "ms": "Malay", "nl": "Dutch", "pl": "Polish",
        "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sw": "Swahili", "tl": "Tagalog",
        "tr": "Turkish", "yo": "Yoruba", "zh": "Chinese",
    }
)  # fmt: skip
