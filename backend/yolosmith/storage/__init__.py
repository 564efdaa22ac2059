"""Files, locks and the index: the only code that writes to a workspace."""
