"""What can go wrong with the records, without naming the library beneath."""


class RecordsError(Exception):
    """Base class."""

    code = "records"


class Unavailable(RecordsError):
    """The database cannot be reached or is locked; the same request may work soon."""

    code = "database_unavailable"


class DiskFull(RecordsError):
    """There is no room to write."""

    code = "disk_full"


class Conflict(RecordsError):
    """A constraint says no: usually the name and version are taken."""

    code = "conflict"


class NotFound(RecordsError):
    """No such row, or another tenant's."""

    code = "not_found"


class LeaseLost(RecordsError):
    """Another worker holds the work now; nothing of this write was kept."""

    code = "lease_lost"


class IllegalMove(RecordsError):
    """The state does not allow it."""

    code = "illegal_move"
