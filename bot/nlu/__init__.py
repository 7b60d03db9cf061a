"""Rasa graph components of our own, one per file.

The order in config.yml: tokenizer → n-gram features and sentence encoder → fused classifier →
entity extractor → Rasa's fallback decision. A trained model holds arrays (npz) and JSON only, so
that loading one runs no code from it; the encoder's weights stay in their package.
"""
