"""The assistant: channels, conversations, the Rasa engine, NLU components, storage and pages."""

from bot.processor import choose_kernels

# Before anything loads numpy: the libraries look once.
choose_kernels()
