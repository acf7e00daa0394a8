"""The words of names: their tokens, what they mean, and how alike they are."""
