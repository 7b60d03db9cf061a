"""Matters that are asked about step by step: complaints, faults, suggestions, results."""
