"""Which output feeds which input.

`resolve.py` does it all, with five packages, each of which knows only those before it: `words`
(what names say), `evidence` (what speaks for one wire), `choice` (which wires are certain),
`settling` (what is left open, and second thoughts) and `telling` (what is reported).
"""
