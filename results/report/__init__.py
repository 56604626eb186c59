"""Pages, charts and terminal output that all questions share."""
