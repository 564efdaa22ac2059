"""Trained weights: import, description, prediction."""
