"""The Model Designer: architectures as text and as graph."""
