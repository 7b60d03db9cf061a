"""Trains, compares and releases models: versions with their figures, and which of them answers.

What reads models with Rasa is handed in: nothing here needs more than the databases.
"""
