"""The Train Designer: queue, supervision, events, artifacts."""
