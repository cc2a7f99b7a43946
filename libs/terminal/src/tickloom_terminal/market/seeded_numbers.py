"""Random numbers that are a function of (key, index): any of them without those before it.

SplitMix64 as published by Steele, Lea and Flood (2014): the i-th output of a stream that starts
at `key`. The order of questions therefore cannot change an answer.
"""

import hashlib

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Hashes = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)


def stream_key(*parts: str | int) -> np.uint64:
    """The key of a stream named by its parts (seed, symbol, purpose)."""
    text = "/".join(map(str, parts)).encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


def hashes(key: np.uint64, index: Ints) -> Hashes:
    """64 random bits for each index."""
    bits = index.astype(np.uint64)
    bits *= _GOLDEN
    bits += key
    bits ^= bits >> _S30
    bits *= _MIX_1
    bits ^= bits >> _S27
    bits *= _MIX_2
    bits ^= bits >> _S31
    return bits


def fraction(bits: Hashes, *, shift: int, width: int) -> Floats:
    """`width` of the bits as a number strictly between 0 and 1."""
    part = (bits >> np.uint64(shift)) & np.uint64((1 << width) - 1)
    return (part.astype(np.float64) + 0.5) / (1 << width)


def uniforms(key: np.uint64, index: Ints) -> Floats:
    """Uniform between 0 and 1, both excluded."""
    return fraction(hashes(key, index), shift=12, width=52)


def normals(key: np.uint64, index: Ints) -> Floats:
    """Standard normal, by Box and Muller from the two halves of one hash."""
    bits = hashes(key, index)
    radius = np.sqrt(-2.0 * np.log(fraction(bits, shift=32, width=32)))
    return radius * np.cos(2.0 * np.pi * fraction(bits, shift=0, width=32))
