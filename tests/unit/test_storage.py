"""Files under one root, named by their content."""

import hashlib
import io
import os

import pytest
from flask import Flask

from mysteryshop import storage


@pytest.fixture
def root(tmp_path):
    app = Flask(__name__)
    app.config["STORAGE_ROOT"] = str(tmp_path / "stored")
    with app.app_context():
        yield tmp_path / "stored"


def files(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_was_put_comes_back_under_the_hash_of_its_content(root):
    key = storage.put(io.BytesIO(b"a photo"))
    assert key == hashlib.sha256(b"a photo").hexdigest()
    with storage.open(key) as file:
        assert file.read() == b"a photo"
    assert storage.holds(key)
    assert storage.url(key) is None


def test_the_same_content_twice_is_one_file(root):
    assert storage.put(io.BytesIO(b"x")) == storage.put(io.BytesIO(b"x"))
    assert len(files(root)) == 1


def test_a_damaged_file_is_made_whole_by_putting_it_again(root):
    key = storage.put(io.BytesIO(b"whole"))
    files(root)[0].write_bytes(b"wh")
    storage.put(io.BytesIO(b"whole"))
    with storage.open(key) as file:
        assert file.read() == b"whole"


def test_content_that_is_not_what_was_announced_is_not_stored(root):
    with pytest.raises(storage.ContentMismatch):
        storage.put(io.BytesIO(b"cut o"), sha256=hashlib.sha256(b"cut off").hexdigest())
    assert files(root) == []
    assert storage.put(io.BytesIO(b"x"), sha256=hashlib.sha256(b"x").hexdigest().upper())


def test_a_full_disk_leaves_nothing_behind(root, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put(io.BytesIO(b"x"))
    assert files(root) == []


def test_deleting_is_final_and_deleting_nothing_is_no_error(root):
    key = storage.put(io.BytesIO(b"x"))
    storage.delete(key)
    storage.delete(key)
    assert not storage.holds(key)
    with pytest.raises(FileNotFoundError):
        storage.open(key)


@pytest.mark.parametrize(
    "key", ["", "..", "../" * 22, "/etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a/" * 32]
)
def test_a_key_that_is_none_reaches_no_file(root, key):
    with pytest.raises(FileNotFoundError):
        storage.open(key)
    with pytest.raises(FileNotFoundError):
        storage.delete(key)
    assert not storage.holds(key)
