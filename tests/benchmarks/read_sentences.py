"""Read every sentence of many generated networks, and hold each to what is true.

Run it by hand: ``python tests/benchmarks/read_sentences.py 300``. Each home has several
networks, made from a seed of its own; each network is read by one reader. It prints
what contradicts a number, a table, another figure or the network, and ends with an
error where anything does.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.sentences.networks import make_networks
from fixtures.sentences.reading import any_asked, read

TOGETHER = 6  # networks of a home, which take one build


def main() -> None:
    """Make, load, read and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", type=int, help="how many networks")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wrong = figures = number = 0
    for home_number in range(-(-asked.networks // TOGETHER)):
        seed = asked.seed + home_number
        rng = np.random.default_rng(seed)
        networks = make_networks(seed, min(TOGETHER, asked.networks - number))
        with tempfile.TemporaryDirectory() as folder:
            networks.load(Path(folder))
            for network in networks.each:
                what = any_asked(network, number, rng)
                found, read_here = read(Path(folder), network, what)
                number, figures = number + 1, figures + read_here
                wrong += len(found)
                for one in found:
                    sys.stdout.write(f"{seed} {network.people} {what}: {one}\n")
                total = f"{number} networks, {figures} figures, {wrong} wrong"
                sys.stdout.write(f"{total}\n")
                sys.stdout.flush()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
