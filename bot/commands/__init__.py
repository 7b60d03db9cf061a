"""The commands behind `./xiaotong`, one a file; the command line itself is `bot.cli`."""
