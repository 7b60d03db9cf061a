"""Faces to customers, one file per channel."""
