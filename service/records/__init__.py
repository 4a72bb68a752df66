"""The system of record: tables, and units of work over them."""
