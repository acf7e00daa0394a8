"""The choice of the wires that are certain, each in the light of all others."""
