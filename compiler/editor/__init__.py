"""JSON Schemas for editors: what completes, explains and marks keys while a file is written.

They are made from what checks the files (`compiler/language/keys.py`, the step types, the API
model), and never refuse what that accepts: where a rule hangs on more than one place of a file,
they are wider.
"""
