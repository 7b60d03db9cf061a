"""The knowledge base: articles, their life, and finding the one that answers a question.

Pure but for `storage` (SQLAlchemy) and `bootstrap`, which puts the parts together.
"""
