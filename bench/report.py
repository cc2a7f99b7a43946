"""What every benchmark prints and leaves behind: rows, targets, machine and versions.

A target is a ratio inside one run, because shared machines drift by a third; the median of at
least five interleaved repeats stands for each side.
"""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

OUT = Path(__file__).resolve().parent / "out"
_PACKAGES = ("msgspec", "nats-py", "asyncpg", "uvloop", "fastapi", "uvicorn", "pydantic", "numpy")


class Report:
    """Collects the figures of one benchmark; `write` prints and stores them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.versions = {"python": platform.python_version(), **_package_versions()}
        self.notes: list[str] = []
        self._rows: list[dict[str, Any]] = []
        self._targets: list[dict[str, Any]] = []

    def row(self, label: str, **figures: float | int | str) -> "Report":
        """One measured design with its figures, named with their units last."""
        self._rows.append({"name": label, **figures})
        return self

    def target(self, name: str, ratio: float | None, target: str, met: bool | None) -> "Report":
        """A ratio and what was asked of it (`>= 0.5`); `met` says whether it holds.

        None, for both, says that it was not measured here; a note says why.
        """
        shown = None if ratio is None else _rounded(ratio)
        self._targets.append({"name": name, "ratio": shown, "target": target, "met": met})
        return self

    def at_least(self, name: str, ratio: float, bound: float) -> "Report":
        return self.target(name, ratio, f">= {bound:g}", ratio >= bound)

    def at_most(self, name: str, ratio: float, bound: float) -> "Report":
        return self.target(name, ratio, f"<= {bound:g}", ratio <= bound)

    def note(self, text: str) -> "Report":
        self.notes.append(text)
        return self

    @property
    def is_met(self) -> bool:
        return all(target["met"] is not False for target in self._targets)

    def write(self) -> Path:
        """Print the table and write `bench/out/NAME.json`."""
        print("\n".join(self._lines()))
        OUT.mkdir(exist_ok=True)
        path = OUT / f"{self.name}.json"
        document = {
            "name": self.name, "machine": machine(), "versions": self.versions,
            "rows": self._rows, "targets": self._targets, "notes": self.notes,
        }  # fmt: skip
        path.write_text(json.dumps(document, indent=2) + "\n")
        return path

    def _lines(self) -> list[str]:
        lines = [f"== {self.name} =="]
        width = max((len(row["name"]) for row in self._rows), default=0)
        for row in self._rows:
            figures = "  ".join(f"{k} {_shown(v)}" for k, v in row.items() if k != "name")
            lines.append(f"  {row['name']:<{width}}  {figures}")
        for target in self._targets:
            verdict = {True: "met", False: "NOT MET", None: "not measured"}[target["met"]]
            ratio = "-" if target["ratio"] is None else f"{target['ratio']:g}"
            lines.append(f"  {verdict:>12}  {target['name']}: {ratio} (target {target['target']})")
        return lines + [f"  note: {text}" for text in self.notes]


def machine() -> dict[str, Any]:
    """Where the figures were taken."""
    return {
        "system": f"{platform.system()} {platform.release()}", "machine": platform.machine(),
        "processor": _processor(), "cores": os.cpu_count() or 0, "load": _load(),
    }  # fmt: skip


def interleaved(
    designs: Mapping[str, Callable[[], float]], *, repeats: int = 5
) -> dict[str, list[float]]:
    """Measure every design in turn, `repeats` times over, so that drift meets all alike."""
    figures: dict[str, list[float]] = {name: [] for name in designs}
    for _ in range(repeats):
        for name, measure in designs.items():
            figures[name].append(measure())
    return figures


def medians(figures: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: median(values) for name, values in figures.items()}


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _shown(value: float | int | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.3g}"


def _package_versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def _load() -> float:
    return os.getloadavg()[0] if sys.platform != "win32" else 0.0
