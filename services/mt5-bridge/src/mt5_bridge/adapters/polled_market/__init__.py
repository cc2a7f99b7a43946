"""The market of a real terminal, as the feed and the readers of history use it."""
