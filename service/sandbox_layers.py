"""The sandbox's layers by name, for the setting that demands them and the child in them."""

# In the order in which they are closed; and those without which, unless an operator says
# otherwise, nothing uploaded is opened.
SANDBOX_LAYERS = (
    "process_numbers", "private_root", "namespaces", "no_new_privs", "resource_limits",
    "capabilities", "landlock", "seccomp",
)  # fmt: skip
DEMANDED_LAYERS = ("landlock", "seccomp")
