"""The diagnostic codes by their phases; `pipec.compiler.codes` has them all."""
