"""One file a kind of model that can be opened; `audits.models.registry` finds it by being here.

A file declares a FORMAT or a HEAD and imports what it needs inside its functions.
"""
