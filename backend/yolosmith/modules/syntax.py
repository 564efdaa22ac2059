"""Python's own parser, for one thread at a time."""

import threading

PARSING = threading.RLock()
"""Held by who parses. CPython 3.11 counts the depth of a tree for all threads together: where two parse at once, one of
them may fail with "SystemError: AST constructor recursion depth mismatch"."""
