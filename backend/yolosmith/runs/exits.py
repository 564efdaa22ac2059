"""How a worker says by its exit status what it cannot write down."""

DISK_FULL = 28
"""There was no room for its last words."""
