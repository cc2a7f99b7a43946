"""A thousand connections need more open files than many systems allow a program by default."""

import sys

_WANTED = 8_192


def allow_many_connections() -> None:
    """Raise this process's limit, and so that of the processes it starts."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not available on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
