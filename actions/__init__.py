"""Rasa custom actions: slots and entities in, one account service call, one script out."""
