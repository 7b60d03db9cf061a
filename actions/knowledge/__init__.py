"""Answers from the knowledge base (docs/flows/knowledge.md)."""
