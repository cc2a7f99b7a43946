"""Prints which of the library's extras a service asks for, as options of `uv pip install`."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(f"services/{sys.argv[1]}/pyproject.toml").read_text())["project"]
asked = next(d for d in project["dependencies"] if d.startswith("tickloom-common"))
extras = re.findall(r"[a-z0-9_-]+", asked.partition("[")[2])
sys.stdout.write(" ".join(f"--extra {name}" for name in extras))
