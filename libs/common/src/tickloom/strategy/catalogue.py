"""The indicators as data: names, parameters, lines and warm-up, without loading a compiler.

The formulas stand in `strategy.indicators`, one for each entry and form. The default forms are
MetaTrader's.
"""

from tickloom.strategy.catalogue_averages import AVERAGES
from tickloom.strategy.catalogue_channels import CHANNELS
from tickloom.strategy.catalogue_oscillators import OSCILLATORS
from tickloom.strategy.indicator_spec import IndicatorSpec

CATALOGUE: dict[str, IndicatorSpec] = {
    spec.name: spec for spec in (*AVERAGES, *OSCILLATORS, *CHANNELS)
}
