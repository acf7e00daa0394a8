"""What a file for another deploy tool says about itself."""

from __future__ import annotations


def notice(name: str, file: str) -> tuple[str, str, str]:
    """Three sentences, each on one line: what it is, that it is made, what must come first.

    `file` is the name of the pipeline's YAML file. A file's name may hold anything, line ends
    too: what cannot be printed becomes `?`, so that no name ends a comment.
    """
    source = "".join(char if char.isprintable() else "?" for char in file)
    first = f"`pipec upload {source}`, with the same --env and --var,"
    return (
        f"The SageMaker pipeline {name}, written by pipec from {source}.",
        f"Do not edit: change {source} and compile again.",
        f"Before you deploy it, {first} puts the local code that it names into S3.",
    )
