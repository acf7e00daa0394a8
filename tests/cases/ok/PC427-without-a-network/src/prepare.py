import lightgbm  # noqa: F401
