"""The model of Rasa's default pipeline, trained on the project's data when it is not there yet."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
WORK = HERE / ".work"
CONFIG = HERE / "default.yml"


def path() -> Path:
    """Return where the model for the present data lies, or would lie."""
    digest = hashlib.sha256(CONFIG.read_bytes())
    for file in [PROJECT / "domain.yml", *sorted((PROJECT / "data").rglob("*.yml"))]:
        digest.update(file.read_bytes())
    return WORK / f"default-{digest.hexdigest()[:12]}.tar.gz"


def trained() -> Path:
    """Return the model, trained first if need be, which takes some ten minutes on two cores."""
    target = path()
    if target.is_file():
        return target
    making, log, begun = WORK / "making", WORK / "training.log", time.monotonic()
    print("Training Rasa's default pipeline …", flush=True)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    command = [
        *(sys.executable, "-m", "rasa", "train", "--config", str(CONFIG)),
        *("--out", str(making), "--fixed-model-name", "model"),
    ]
    with log.open("w", encoding="utf-8") as file:
        subprocess.run(command, cwd=PROJECT, stdout=file, stderr=file, check=False)
    made = making / "model.tar.gz"
    if not made.is_file():
        raise SystemExit(f"There is no model after training. Why stands in {log}.")
    made.replace(target)
    making.rmdir()
    print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    return target


if __name__ == "__main__":
    print(trained())
