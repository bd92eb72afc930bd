"""The version of the code: the package's, and digests of the sources themselves."""

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

CODE_VERSION = version("care-impact")

_PACKAGE = Path(__file__).parent
_BUILDER = "data_access.marts.build"


def marts_sources(package: Path) -> frozenset[Path]:
    """Return the files of ``package`` (data_access) that decide what marts contain.

    Those are the module that builds, every module it imports, directly or through
    others, and the records of the catalogue. Imports are followed, rather than folders
    listed, because marts use single modules of other rooms (a code list of the
    contract, the rule of disclosure): a folder too few would serve old evidence in
    silence, and a folder too many would build again after every change of a page.
    """
    waiting, seen = [_BUILDER], set[str]()
    files = set((package / "catalogue").rglob("*.toml"))
    while waiting:
        module = waiting.pop()
        if module in seen or not module:
            continue
        seen.add(module)
        path = package.parent.joinpath(*module.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                files.add(file)
                waiting += _imported(file.read_bytes())
                # Importing a module runs the packages around it.
                waiting.append(module.rpartition(".")[0])
    return frozenset(files)


@cache
def _imported(source: bytes) -> list[str]:
    """Return what a file imports of ours; a name may be a module or lie in one."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.startswith(_PACKAGE.name)]


def digest_of(files: Iterable[Path], package: Path) -> str:
    """Return a digest of the names and the content of files of ``package``."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(package).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


@cache
def marts_digest(package: Path = _PACKAGE) -> str:
    """Return the digest of the marts' code; evidence of another one is rebuilt."""
    return digest_of(marts_sources(package), package)


def source_digest(package: Path) -> str:
    """Return a digest of all code and records of ``package``."""
    return digest_of([*package.rglob("*.py"), *package.rglob("*.toml")], package)


# A checkout that is brought up to date keeps its version number, but must not be given
# answers that its older self kept: they may lack a field, or hold a mended error.
SOURCE_DIGEST = source_digest(_PACKAGE)
