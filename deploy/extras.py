"""What a container of a service is built from, as arguments of `uv pip install`.

`extras.py SERVICE` prints the manifests of the service and of the libraries of ours that it needs,
with the library's extras; `extras.py --members SERVICE` prints their folders.
"""

import re
import sys
import tomllib
from pathlib import Path

FOLDERS = {"tickloom-common": "libs/common", "tickloom-terminal": "libs/terminal"}


def dependencies(folder: str) -> list[str]:
    """What the manifest in `folder` asks for."""
    manifest = tomllib.loads(Path(folder, "pyproject.toml").read_text())
    return manifest["project"]["dependencies"]


def name_of(dependency: str) -> str:
    found = re.match(r"[A-Za-z0-9_-]+", dependency)
    assert found is not None, f"{dependency} has no name"
    return found[0]


def collect(folder: str, folders: list[str], extras: set[str]) -> None:
    """The folders of ours that `folder` needs, and the library's extras."""
    for dependency in dependencies(folder):
        needed = FOLDERS.get(name_of(dependency))
        if needed == "libs/common":
            extras.update(
                re.findall(r"[a-z0-9_-]+", dependency.partition("[")[2].partition("]")[0])
            )
        if needed is not None and needed not in folders:
            folders.append(needed)
            collect(needed, folders, extras)


def main(arguments: list[str]) -> None:
    service = f"services/{arguments[-1]}"
    folders, extras = [service], set[str]()
    collect(service, folders, extras)
    if "--members" in arguments:
        sys.stdout.write(" ".join(f"./{folder}" for folder in reversed(folders)))
        return
    manifests = [f"-r {folder}/pyproject.toml" for folder in folders]
    sys.stdout.write(" ".join([*manifests, *(f"--extra {name}" for name in sorted(extras))]))


if __name__ == "__main__":
    main(sys.argv[1:])
