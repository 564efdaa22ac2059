"""The Module Designer: custom blocks, their contract and their check."""
