"""The lines that the bot says, edited by trainers: in place, checked, with versions.

Pure but for the files themselves and `bootstrap`, which puts the parts together.
"""
