"""The server about itself: liveness, workers, counts."""
