"""What can go wrong with the records, without naming the library beneath."""

from service.failure import Failure


class RecordsError(Failure):
    """Base class."""

    code = "records"


class DatabaseAway(RecordsError):
    """The database cannot be reached or is locked; the same request may work soon."""

    code = "database_unavailable"


class ReadOnly(DatabaseAway):
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


class ConflictingWrite(RecordsError):
    """A constraint says no: the name and version are taken, or others wrote meanwhile."""

    code = "conflict"


class NoRow(RecordsError):
    """No such row, or another tenant's."""

    code = "not_found"


class LeaseLost(RecordsError):
    """Another worker holds the work now; nothing of this write was kept."""

    code = "lease_lost"


class IllegalMove(RecordsError):
    """The state does not allow it."""

    code = "illegal_move"
