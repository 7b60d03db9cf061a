"""Real messages worth a trainer's look: gathered, masked, grouped, decided upon.

Knows neither Rasa nor the conversations' SQL: what was said comes through `bot.inbox.ports`, and
what is decided goes into the training data through `bot.corpus`.
"""
