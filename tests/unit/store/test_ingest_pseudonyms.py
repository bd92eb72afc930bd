"""Pseudonyms are HMAC-SHA256 under a chain of keys kept out of sight."""

from pathlib import Path

import pytest

from data_access.errors import CareImpactError
from data_access.store.pseudonyms import Keys, make_keys, read_keys


def test_the_digest_is_that_of_rfc_4231() -> None:
    # Test case 2 of RFC 4231: key "Jefe", data "what do ya want for nothing?".
    keys = Keys((b"Jefe",))
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert keys.pseudonym("what do ya want for nothing?") == expected[:32]


def test_a_new_key_renames_what_the_old_one_named() -> None:
    one = Keys((b"x" * 32,))
    two = one.rotated()
    newest = Keys(two.chain[1:])
    assert two.chain[0] == one.chain[0]
    assert two.pseudonym("9990000018") == newest.pseudonym(one.pseudonym("9990000018"))
    assert two.fingerprint != one.fingerprint
    assert two.erasure_mark("1") == newest.pseudonym(one.erasure_mark("1"))
    assert two.erasure_mark("1") != two.pseudonym("1")


def test_keys_do_not_show_themselves(tmp_path: Path) -> None:
    keys = make_keys(tmp_path)
    assert keys.chain[0].decode() not in repr(keys)
    assert keys == read_keys(tmp_path)
    assert keys != make_keys(tmp_path / "another")


def test_a_chain_is_read_oldest_first(tmp_path: Path) -> None:
    one, two = "a" * 32, "b" * 40
    assert read_keys(tmp_path, f"{one}, {two}") == Keys((one.encode(), two.encode()))
    path = tmp_path / "key"
    path.write_text(f"{one}\n{two}\n")
    path.chmod(0o600)
    assert read_keys(tmp_path) == Keys((one.encode(), two.encode()))
    assert read_keys(tmp_path / "none") is None


@pytest.mark.parametrize("content", ["", "short", "a" * 32 + "\nshort", "é" * 40])
def test_a_key_file_that_cannot_serve_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(CareImpactError, match="key"):
        read_keys(tmp_path)
