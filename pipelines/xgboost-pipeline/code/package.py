"""Pack a trained model and inference code into a new model.tar.gz.

The model's files keep their places; the inference code goes to `code/`, where SageMaker's
containers look for it.
"""

from __future__ import annotations

import argparse
import tarfile
from pathlib import Path


def main() -> None:
    """Pack with the folders given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-dir", type=Path, default="/opt/ml/processing/input/model")
    parser.add_argument("--code-dir", type=Path, default="/opt/ml/processing/input/inference_code")
    parser.add_argument("--output-dir", type=Path, default="/opt/ml/processing/output")
    arguments = parser.parse_args()

    code = sorted(file for file in arguments.code_dir.rglob("*") if file.is_file())
    if not code:
        raise SystemExit(f"no inference code in {arguments.code_dir}")
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    source = arguments.model_dir / "model.tar.gz"
    target = arguments.output_dir / "model.tar.gz"
    with tarfile.open(source) as model, tarfile.open(target, "w:gz") as package:
        for member in model.getmembers():
            if member.isfile() and not member.name.lstrip("./").startswith("code/"):
                package.addfile(member, model.extractfile(member))
        for file in code:
            package.add(file, arcname=f"code/{file.relative_to(arguments.code_dir).as_posix()}")
        print("\n".join(package.getnames()))


if __name__ == "__main__":
    main()
