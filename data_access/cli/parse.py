"""The parser of the command line ``care-impact``."""

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path, PurePath

from data_access.cli import commands, exports, published
from data_access.errors import CareImpactError
from data_access.selection import SELECTED
from data_access.settings import get_settings, of_own_store
from data_access.viewer import Role


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; print one sentence and return 1 if it cannot be done."""
    parser = _parser()
    parsed, rest = parser.parse_known_args(arguments)
    if rest and parsed.do is not commands.figure:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if parsed.own and parsed.do is commands.serve:
        parser.error("serve shows both stores: leave out --own")
    parsed.details = rest
    try:
        settings = get_settings()
        parsed.do(of_own_store(settings) if parsed.own else settings, parsed)
    except CareImpactError as problem:
        print(f"care-impact: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # Not the message, which may quote a value of a file.
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            "care-impact: The command failed because of a fault in the product, and "
            "the earlier data stays in use: report this fault as "
            f"{type(error).__name__}, {PurePath(place.filename).name} line "
            f"{place.lineno}.",
            file=sys.stderr,
        )
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="care-impact",
        description="What care coordinators change in a primary care network.",
    )
    parser.add_argument(
        "--own",
        action="store_true",
        help="use your own store, the one beside the synthetic PCN's",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = verbs.add_parser("demo", help="make a synthetic PCN and load it")
    demo.add_argument("--pcns", type=int, default=1, help="number of PCNs (default 1)")
    demo.add_argument("--rate-ratio", type=float, help="true effect (default 0.85)")
    demo.add_argument(
        "--seed",
        type=int,
        help="seed of the random numbers: the same seed makes the same extract",
    )
    demo.add_argument("--patients", type=int, help="people per PCN (default 54500)")
    demo.add_argument(
        "--to", type=Path, help="write the extract to this folder instead of loading it"
    )
    demo.add_argument("--csv", action="store_true", help="write CSV, not Parquet")
    demo.set_defaults(do=commands.demo)

    recognise = verbs.add_parser(
        "recognise", help="say what is in exports, whatever their form and their names"
    )
    recognise.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    recognise.set_defaults(do=exports.recognise)

    load = verbs.add_parser("load", help="load a folder of local extract files")
    _add_extract(load)
    load.add_argument(
        "--covers",
        nargs=2,
        metavar=("FIRST", "LAST"),
        help="the months that the hospitals' files cover, such as 2025-04 2026-09: of "
        "others nothing is known, which is never zero",
    )
    load.add_argument(
        "--rejected",
        "--put-aside",  # its earlier name
        type=Path,
        metavar="FOLDER",
        help="write the rejected rows to this folder, to correct and load again",
    )
    load.set_defaults(do=commands.load)

    check = verbs.add_parser(
        "check", help="report what a load would do, without storing anything"
    )
    _add_extract(check)
    check.set_defaults(do=commands.check)

    profiles = verbs.add_parser(
        "profiles", help="list import profiles, or describe one"
    )
    profiles.add_argument("name", nargs="?", help="the profile to describe")
    profiles.set_defaults(do=commands.profiles)

    load_open = verbs.add_parser("load-open", help="load a folder of published files")
    load_open.add_argument("folder", type=Path)
    load_open.set_defaults(do=published.load_open)

    fetch = verbs.add_parser(
        "fetch-open", help="download published files, or list where they are"
    )
    fetch.add_argument(
        "folder",
        type=Path,
        nargs="?",
        help="folder for the files; without it, the files are listed",
    )
    fetch.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="download only this file of the list; may be repeated",
    )
    fetch.add_argument(
        "--list",
        type=Path,
        help="your own list, in place of the one that comes with the product",
    )
    fetch.set_defaults(do=published.fetch_open)

    build = verbs.add_parser(
        "build", help="rebuild the evidence store from the loaded data"
    )
    build.set_defaults(do=commands.build)

    versions = verbs.add_parser(
        "versions", help="list the versions loaded, with their dates"
    )
    versions.set_defaults(do=commands.versions)

    rollback = verbs.add_parser("rollback", help="serve an earlier version again")
    rollback.add_argument("version", help="its name, as listed by `versions`")
    rollback.set_defaults(do=commands.rollback)

    forget = verbs.add_parser("forget", help="erase one person from every version")
    forget.add_argument(
        "patient_id",
        nargs="?",
        help="the person's identifier; without it, the command asks for it, which "
        "keeps it out of the shell's history",
    )
    forget.set_defaults(do=commands.forget)

    rotate = verbs.add_parser(
        "rotate-key", help="give every person a new pseudonym, under a new key"
    )
    rotate.set_defaults(do=commands.rotate_key)

    impact = verbs.add_parser("impact", help="print the estimate of one PCN")
    impact.add_argument("--pcn", required=True, help="its code")
    impact.add_argument(
        "--month",
        help="last month of data to use, such as 2026-10 (default: the latest)",
    )
    impact.add_argument(
        "--outcome", default="emergency", help="outcome to estimate (default emergency)"
    )
    impact.add_argument(
        "--follow-up", type=int, default=12, help="months after the start (default 12)"
    )
    impact.add_argument(
        "--json", action="store_true", help="print the full result as JSON"
    )
    impact.set_defaults(do=commands.impact)

    listed = verbs.add_parser("figures", help="list every figure of the pages")
    listed.set_defaults(do=commands.figures)

    figure = verbs.add_parser(
        "figure",
        help="print one figure as its page shows it",
        epilog="A figure that depends on a choice takes it as the page's address has "
        "it: --wte 2, --registers smi.",
    )
    figure.add_argument("name", help="its name, as `figures` lists it")
    for name in SELECTED:
        figure.add_argument(f"--{name}", help=f"the {name}, as in a page's address")
    figure.add_argument("--reader", choices=[*Role], help="as whom (default: settings)")
    form = figure.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="all of it as JSON")
    form.add_argument("--csv", action="store_true", help="its table as CSV")
    figure.set_defaults(do=commands.figure)

    serve = verbs.add_parser("serve", help="serve the pages on this machine")
    serve.add_argument(
        "--demo",
        action="store_true",
        help="load the synthetic PCN first if there is no data",
    )
    serve.set_defaults(do=commands.serve)
    return parser


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--profile", help="the import profile that reads the files of its names"
    )
    parser.add_argument(
        "--pcn",
        nargs=2,
        metavar=("CODE", "NAME"),
        help="the PCN of practices whose list does not name it",
    )
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--day-first",
        dest="month_first",
        action="store_false",
        default=None,
        help="read 03/04/2026 as 3 April where no date of a file shows the order",
    )
    order.add_argument(
        "--month-first",
        action="store_true",
        default=None,
        help="read 03/04/2026 as 4 March where no date of a file shows the order",
    )
    parser.add_argument(
        "--leave-out",
        nargs="*",
        metavar="FILE",
        help="load these files (without a name, every file) without the rows that "
        "cannot be used, however many they have of them",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="FILE",
        help="do not load this file of the folder; may be repeated",
    )
    parser.add_argument(
        "--whole-list",
        nargs="?",
        const="today",
        metavar="DATE",
        help="the list of patients has everybody registered on this day (today, or "
        "2026-11-30): whoever is not in it has left",
    )
    parser.add_argument(
        "--allow-leavers",
        action="store_true",
        help="with --whole-list: allow more than a tenth to have left",
    )
    parser.add_argument(
        "--opt-outs-removed-by",
        default="",
        metavar="WHO",
        help="who removed the people who opted out before the export, where no column "
        "says who they are",
    )
    parser.add_argument(
        "--allow-fewer",
        action="store_true",
        help="allow a month to lose most of its stored rows",
    )


if __name__ == "__main__":
    sys.exit(main())
