"""Rules of last resort: what the rounds leave open, and what is doubted afterwards."""
