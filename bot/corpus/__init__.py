"""What trainers teach the model with, edited where it stands: sentences, synonyms, dictionary."""
