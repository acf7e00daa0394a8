"""The training script."""
