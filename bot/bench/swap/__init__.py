"""Measures the way from a labelled message to the improved model, under customers' load."""
