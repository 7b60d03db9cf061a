"""Measures a trained model on labelled messages and explains the figures to a trainer.

Apart from `bot.nlu`, because nothing here is part of a model: a change trains nothing anew.
"""
