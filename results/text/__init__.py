"""Words and numbers as a reader sees them, in Chinese and English."""
