"""Installs requirements.txt itself."""
