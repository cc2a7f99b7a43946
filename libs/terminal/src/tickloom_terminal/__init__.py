"""A terminal for MetaTrader 5 scripts where there is none: `import tickloom_terminal as mt5`.

The names of the MetaTrader5 package, over a simulated terminal that runs in a process of its own.
Nothing but names stands here, because the package has all of them at its top; `__version__` and
`__author__` are those of the package whose surface this is.
"""

from tickloom_terminal.api import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]
from tickloom_terminal.constants import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]
from tickloom_terminal.structures import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]

__author__ = "MetaQuotes Ltd."
__version__ = "5.0.6231"
