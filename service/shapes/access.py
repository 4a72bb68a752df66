"""People, keys and sessions."""

from typing import Literal

from pydantic import Field

from service.shapes.base import Answer, Moment, Request

Scope = Literal["read", "write", "approve", "admin", "operate"]
Role = Literal["viewer", "author", "approver", "administrator", "operator"]


class Organisation(Answer):
    """The organisation that the key belongs to."""

    id: str
    name: str
    created: Moment


class OrganisationInList(Organisation):
    """One of all organisations. `most_bytes`: its own bound; null: the service's setting."""

    stored_bytes: int
    most_bytes: int | None


class Organisations(Answer):
    """A page of organisations."""

    items: list[OrganisationInList]
    cursor: str | None


class OrganisationRequest(Request):
    """A new organisation, whose rows nobody else sees."""

    name: str = Field(max_length=199)


class OrganisationMade(Organisation):
    """The new organisation, and a key of its first administrator, shown only here."""

    key: str
    key_expires: Moment


class OrganisationChange(Request):
    """How many bytes it may keep: 0 for no bound, null for the service's setting."""

    most_bytes: int | None = Field(ge=0, le=2**60, strict=True)


class PersonRequest(Request):
    """Somebody who signs in with a name and a password."""

    name: str = Field(max_length=199)
    role: Role
    password: str = Field(max_length=1000, description="12 characters at least.")


class PersonChange(Request):
    """What is to be otherwise. Their sessions end."""

    role: Role | None = None
    password: str | None = Field(None, max_length=1000)
    disabled: bool | None = None


class Person(Answer):
    """A person. `role` is null where scopes were given one by one."""

    id: str
    name: str
    role: Role | None
    scopes: list[Scope]
    disabled: bool
    created: Moment


class People(Answer):
    """A page of people."""

    items: list[Person]
    cursor: str | None


class KeyRequest(Request):
    """A key for a program."""

    name: str = Field(max_length=199)
    scopes: list[Scope] = Field(min_length=1, max_length=5)
    days: float | None = Field(
        None, gt=0, le=36_525, strict=True, description="It expires after so many."
    )


class Key(Answer):
    """A key. `key` is its text, shown only when it is made."""

    id: str
    name: str
    scopes: list[Scope]
    state: Literal["live", "expired", "revoked"]
    created: Moment
    created_by: str | None
    expires: Moment | None
    used: Moment | None
    key: str | None = None


class Keys(Answer):
    """A page of keys."""

    items: list[Key]
    cursor: str | None


class Session(Answer):
    """A browser that is signed in. `of`: the person or key it was opened with."""

    id: str
    of: str | None
    name: str | None
    address: str | None
    agent: str | None
    created: Moment
    expires: Moment


class Sessions(Answer):
    """A page of sessions."""

    items: list[Session]
    cursor: str | None
