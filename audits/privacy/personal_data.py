"""What in a cell is personal data, by stated patterns: each with its checksum where it has one.

A pattern errs: what it calls a card number is one in ten times any other number of that length that
passes Luhn's check by chance. Names in running text are known by a title before them alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

MASKED = "[{kind}]"


@dataclass(frozen=True)
class Pattern:
    """kind: what it is called. written: as it stands in a text. holds: the check of a match.

    chance: how often another text of the form passes the check, in words.
    """

    kind: str
    written: re.Pattern[str]
    holds: Callable[[str], bool]
    chance: str


def luhn(digits: str) -> bool:
    """The check digit of payment cards: ISO/IEC 7812-1, annex B."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card(text: str) -> bool:
    """Thirteen to nineteen digits that begin as cards do and pass Luhn's check."""
    digits = re.sub(r"\D", "", text)
    return 13 <= len(digits) <= 19 and digits[0] in "3456" and luhn(digits)


def iban(text: str) -> bool:
    """The check digits of an account number: ISO 13616, remainder 1 of 97."""
    code = re.sub(r"\s", "", text).upper()
    if not 15 <= len(code) <= 34:
        return False
    turned = code[4:] + code[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def finnish_identity_code(text: str) -> bool:
    """The check sign of a Finnish personal identity code: the number modulo 31."""
    number = int(text[:6] + text[7:10])
    day, month = int(text[:2]), int(text[2:4])
    return (
        1 <= day <= 31
        and 1 <= month <= 12
        and text[10].upper() == "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31]
    )


def _social_security(text: str) -> bool:
    """The areas and groups that the United States give to nobody are none."""
    area, group, serial = text.split("-")
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def _address(text: str) -> bool:
    try:
        return not ip_address(text).is_unspecified
    except ValueError:
        return False


def _telephone(text: str) -> bool:
    """Eight to fifteen digits (ITU-T E.164)."""
    return 8 <= len(re.sub(r"\D", "", text)) <= 15


def _always(text: str) -> bool:
    return True


# The more certain first: what one pattern has taken no other reads again.
PATTERNS = (
    Pattern(
        "e-mail address",
        re.compile(r"[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"),
        _always,
        "hardly ever",
    ),
    Pattern(
        "bank account",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        iban,
        "1 in 97",
    ),
    Pattern(
        "payment card", re.compile(r"(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d.,])"), _card, "1 in 10"
    ),
    Pattern(
        "identity code",
        re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b"),
        finnish_identity_code,
        "1 in 31",
    ),
    Pattern(
        "identity code",
        re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
        _social_security,
        "no check digit",
    ),
    Pattern(
        "network address",
        re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"),
        _address,
        "any four numbers below 256",
    ),
    Pattern(
        "telephone number",
        re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ \-()]{0,2}\d){6,13}(?!\w)"),
        _telephone,
        "no check digit",
    ),
    Pattern(
        "name with a title",
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Mlle|Sr|Sra|Rouva)\.? "
            r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+){0,2}"
        ),
        _always,
        "a title before a capital letter",
    ),
)
# A cell longer than this is read up to here: patterns are linear, and a page of text is enough.
MOST_READ = 20_000


def kinds_in(text: str) -> set[str]:
    """What kinds of personal data stand in the text."""
    kinds: set[str] = set()
    masked(text, kinds)
    return kinds


def masked(text: str, kinds: set[str] | None = None) -> str:
    """The text with the kind in the place of each piece of personal data.

    kinds: filled with what stood there.
    """
    text = text[:MOST_READ]
    for pattern in PATTERNS:

        def instead(match: re.Match[str], pattern: Pattern = pattern) -> str:
            if not pattern.holds(match.group()):
                return match.group()
            if kinds is not None:
                kinds.add(pattern.kind)
            return MASKED.format(kind=pattern.kind)

        text = pattern.written.sub(instead, text)
    return text


# What a column is called that holds names of people or numbers that name a person, in the words of
# several languages; compared in small letters without blanks, points and lines.
TITLES = {
    "name of a person": (
        "name", "firstname", "lastname", "surname", "fullname", "givenname", "familyname",
        "middlename", "nimi", "etunimi", "sukunimi", "vorname", "nachname", "prenom", "prénom",
        "nombre", "apellido", "apellidos", "nome", "cognome", "namn", "fornamn", "efternamn",
    ),
    "postal address": (
        "address", "street", "streetaddress", "osoite", "katuosoite", "adresse", "strasse",
        "straße", "direccion", "indirizzo", "adress",
    ),
    "date of birth": (
        "dob", "birthdate", "dateofbirth", "birthday", "syntymäaika", "geburtsdatum",
        "datedenaissance", "fechadenacimiento", "födelsedatum",
    ),
    "number of a person": (
        "ssn", "socialsecuritynumber", "passport", "passportnumber", "nationalid", "taxid",
        "hetu", "henkilötunnus", "personnummer", "patientid", "employeeid", "customerid", "userid",
    ),
}  # fmt: skip


def kind_of_title(name: str) -> str | None:
    """What a column of this name holds of people, or None."""
    plain = re.sub(r"[\s._\-]", "", name).lower()
    return next((kind for kind, titles in TITLES.items() if plain in titles), None)
