"""`pipec docs`: the contracts of a project as pages in Markdown."""
