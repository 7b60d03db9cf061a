"""Measures whole conversations through HTTP, ours and the stock Rasa configuration's."""
