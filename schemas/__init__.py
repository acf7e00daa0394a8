"""Generated tables: the API model and the image registry."""
