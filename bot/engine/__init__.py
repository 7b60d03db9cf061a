"""What answers a turn while the bot owns it: Rasa in this process, by URL, or scripted."""
