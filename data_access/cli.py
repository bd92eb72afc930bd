"""`care-impact …`: the command line. Parsing here, doing elsewhere."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from data_access import commands
from data_access.errors import CareImpactError
from data_access.settings import get_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; print one clear sentence where it cannot be done."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.do(get_settings(), chosen)
    except CareImpactError as problem:
        print(f"care-impact: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="care-impact",
        description="What care coordinators change in a primary care network.",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = verbs.add_parser("demo", help="make a synthetic PCN and load it")
    demo.add_argument("--pcns", type=int, default=1, help="number of PCNs (default 1)")
    demo.add_argument("--rate-ratio", type=float, help="true effect (default 0.85)")
    demo.add_argument("--seed", type=int, help="same seed, same extract")
    demo.add_argument("--patients", type=int, help="people in a PCN (default 54500)")
    demo.add_argument(
        "--to", type=Path, help="write the extract to this folder, and do not load it"
    )
    demo.add_argument("--csv", action="store_true", help="write CSV, not Parquet")
    demo.set_defaults(do=commands.demo)

    load = verbs.add_parser("load", help="load a folder of local extract files")
    load.add_argument("folder", type=Path)
    load.add_argument(
        "--put-aside", type=Path, help="write the rows put aside to this folder"
    )
    load.set_defaults(do=commands.load)

    check = verbs.add_parser("check", help="say what a load would do; store nothing")
    check.add_argument("folder", type=Path)
    check.set_defaults(do=commands.check)

    load_open = verbs.add_parser("load-open", help="load a folder of published files")
    load_open.add_argument("folder", type=Path)
    load_open.set_defaults(do=commands.load_open)

    build = verbs.add_parser("build", help="build the evidence again")
    build.set_defaults(do=commands.build)

    versions = verbs.add_parser("versions", help="list what was loaded, and when")
    versions.set_defaults(do=commands.versions)

    serve = verbs.add_parser("serve", help="serve the pages on this machine")
    serve.add_argument(
        "--demo", action="store_true", help="make the demo first where there is no data"
    )
    serve.set_defaults(do=commands.serve)
    return parser


if __name__ == "__main__":
    sys.exit(main())
