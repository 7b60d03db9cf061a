"""Where the engine keeps its working memory; the gateway's own log is `bot.storage`."""
