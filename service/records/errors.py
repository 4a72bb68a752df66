"""What can go wrong with the records, without naming the library beneath."""


class RecordsError(Exception):
    """Base class."""

    code = "records"


class Unavailable(RecordsError):
    """The database cannot be reached or is locked; the same request may work soon."""

    code = "database_unavailable"


class ReadOnly(Unavailable):
    """The database answers and takes no writes; an operator has to act."""

    code = "database_read_only"
    remedy = (
        "SQLite: make the file and its folder writable for the service's user, and mount the disk "
        "for writing; PostgreSQL: let DATABASE_URL name the primary, and unset "
        "default_transaction_read_only"
    )


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
