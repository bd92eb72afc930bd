"""Cut files of a small demo, build all of it, and ask every figure what it claims.

Run it by hand: ``python tests/benchmarks/sweep_builds.py 40 --seed 1``. Each build has
one to three files cut on a day of the last three months, of all or of one practice.
Whatever changed, differs, is zero or is estimated there, and is not in the whole demo
of the same months, is printed with what was cut.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.lakes.cut_cells import Cuts, any_cuts
from fixtures.lakes.cut_claims import claims_of
from fixtures.lakes.cut_demo import build_cut, cut, lake_files, practices_of
from fixtures.lakes.cut_excess import Whole, excess

from data_access.demo import DemoSettings
from data_access.marts.care.coverage_count import FILES
from data_access.operations import loading
from data_access.settings import read_settings
from data_access.store.evidence import Evidence

PEOPLE = 3_000
MOST_CUT = 3  # files of a build


def drawn(rng: np.random.Generator, practices: tuple[str, ...], round_: int) -> Cuts:
    """Draw cuts: each file comes first in turn, alone in half of the builds."""
    first = sorted(FILES)[round_ % len(FILES)]
    others = [file for file in sorted(FILES) if file != first]
    more = rng.choice(others, MOST_CUT - 1, replace=False)[
        : max(rng.integers(-2, 3), 0)
    ]
    return any_cuts(rng, practices, (first, *map(str, more)))


def main() -> None:
    """Cut, build, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builds", type=int, help="how many builds")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng, by_file, found = np.random.default_rng(asked.seed), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "whole")
        loading.load_demo(read_settings(home=home), DemoSettings(patients=PEOPLE))
        files, practices = lake_files(home), practices_of(Evidence(home))
        whole = Whole(home, practices)
        for number in range(asked.builds):
            cuts = drawn(rng, practices, number)
            tables = {file: cut(files, file, *one) for file, one in cuts.items()}
            with tempfile.TemporaryDirectory() as aside:
                evidence = build_cut(files, tables, Path(aside))
                for place in {"", *(whose for _, whose in cuts.values())}:
                    claims = claims_of(evidence, practices, place)
                    for one in excess(claims, whole, files, cuts):
                        found += 1
                        sys.stdout.write(f"{cuts} {one}\n")
            by_file.update(list(cuts))
            sys.stdout.write(f"{number + 1} builds, {found} found\n")
            sys.stdout.flush()
    sys.stdout.write(f"cuts by file: {dict(sorted(by_file.items()))}\n")


if __name__ == "__main__":
    main()
