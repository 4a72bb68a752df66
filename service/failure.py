"""The root of the service's errors: each room's own are below it, and no two share a name."""


class Failure(Exception):
    """Base class. code: stable, for programs.

    `service.errors` are answers over HTTP; what records, shelves and the rest say becomes one of
    them in `service.app` and `service.receiving`.
    """

    code = "internal"
