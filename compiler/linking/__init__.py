"""What references mean, how steps hang together, and the order that follows."""
