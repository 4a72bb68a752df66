"""HTTP API, pages and the system of record. Never loads a model."""
