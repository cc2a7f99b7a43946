"""Where compiled kernels are kept: a folder for each state of their sources.

numba notices a change of a kernel's own file, but not of a kernel in another file that was
inlined into it. A folder named after all sources together cannot hold a stale one.
"""

import hashlib
import os
import shutil
from pathlib import Path

_LIBRARY = Path(__file__).resolve().parents[1]
_VARIABLE = "NUMBA_CACHE_DIR"


def use_kernel_cache(folder: Path) -> dict[str, str]:
    """Point this process at the cache for the present sources; the variables to hand on."""
    total = hashlib.sha256()
    for path in sorted([*_LIBRARY.glob("engine/**/*.py"), *_LIBRARY.glob("strategy/**/*.py")]):
        total.update(path.read_bytes())
    name = f"kernels-{total.hexdigest()[:16]}"
    for older in folder.glob("kernels-*"):
        if older.name != name:
            shutil.rmtree(older, ignore_errors=True)
    variables = {_VARIABLE: str(folder / name), "NUMBA_NUM_THREADS": "1"}
    os.environ.update(variables)
    return variables
