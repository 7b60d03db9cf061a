"""The assistant: channels, conversations, the Rasa engine, NLU components, storage and pages."""
