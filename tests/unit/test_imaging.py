"""Files as phones and others send them -> one clean upright picture, or a sentence."""

import io
import itertools
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from mysteryshop import imaging
from mysteryshop.picture_bytes import BadPicture

REAL = Path(__file__).parents[1] / "cases" / "real"


def read(data, name="IMG_1"):
    return imaging.read_picture(io.BytesIO(data), name)


def picture(size=(64, 48), mode="RGB", format="JPEG", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode != "1" else 1).save(out, format, **options)
    return out.getvalue()


def frames(format):
    out = io.BytesIO()
    first, second = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")
    first.save(out, format, save_all=True, append_images=[second])
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(edge):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 1, 0, 0, 0, 0))
    squeezer = zlib.compressobj(6)
    row = b"\0" * (1 + edge // 8)
    body = b"".join(squeezer.compress(row) for _ in range(edge)) + squeezer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def refused(data):
    with pytest.raises(BadPicture) as caught:
        read(data, "odd.jpg")
    assert "“odd.jpg”" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("file", "format", "size"),
    [
        ("photo-48mp.jpg", "jpeg", (8064, 6048)),
        ("photo-rotated.jpg", "jpeg", (3024, 4032)),
        ("photo.heic", "heic", (3024, 2016)),
        ("photo.png", "png", (900, 1200)),
        ("photo.webp", "webp", (1600, 1200)),
    ],
)
def test_pictures_as_phones_send_them_become_two_clean_upright_copies(file, format, size):
    got = read((REAL / file).read_bytes(), file)
    assert (got.format, (got.width, got.height)) == (format, size)
    for data, edge in ((got.large, imaging.LARGE_EDGE), (got.small, imaging.SMALL_EDGE)):
        copy = Image.open(io.BytesIO(data))
        assert copy.format == "JPEG"
        assert max(copy.size) == min(edge, max(size))
        assert (copy.width > copy.height) == (size[0] > size[1]), "not upright"
        assert not copy.getexif()
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert len(got.phash) == 16


def test_position_and_time_are_read_and_are_in_no_copy():
    data = (REAL / "photo-48mp.jpg").read_bytes()
    got = read(data)
    assert got.camera.taken_at == datetime(2026, 5, 4, 13, 45)
    assert (got.camera.lat, got.camera.lon) == (59.315, 18.071)
    assert b"Exif" in data
    for copy in (got.large, got.small):
        assert b"Exif" not in copy
        assert b"Model 48" not in copy


def test_the_southern_and_western_half_is_negative_and_nonsense_is_not_known():
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 52.0, 0.0), 3: "W", 4: (70.0, 30.0, 0.0)})
    there = read(picture(exif=exif)).camera
    assert (there.lat, there.lon) == (-33.866667, -70.5)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (233.0, 52.0, 0.0), 3: "E", 4: (70.0, 30.0, 0.0)})
    exif[0x0132] = "0000:00:00 00:00:00"
    exif[0x0112] = 99
    nowhere = read(picture(exif=exif)).camera
    assert (nowhere.lat, nowhere.lon, nowhere.taken_at, nowhere.orientation) == (None, None, None, 1)


@pytest.mark.filterwarnings("ignore:.*EXIF")
def test_exif_that_is_rubbish_does_not_stop_a_picture():
    data = picture()
    rubbish = b"\xff\xe1\x00\x20Exif\0\0II*\0" + b"\xff" * 20
    assert read(data[:2] + rubbish + data[2:]).large


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation):
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("black", (0, 0, 20, 20))  # dark corner at the top left
    # the inverse of what a viewer does: found by trying the eight ways a camera can store it
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.rotate(180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    stored.save(out, "JPEG", exif=exif, quality=95)
    got = read(out.getvalue())
    copy = Image.open(io.BytesIO(got.large)).convert("L")
    assert copy.size == (80, 40) == (got.width, got.height)
    assert copy.getpixel((8, 8)) < 60 < 200 < copy.getpixel((70, 30))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_taken(mode):
    out = io.BytesIO()
    Image.new("RGB", (50, 30), "teal").convert(mode if mode != "I;16" else "I").convert(mode).save(out, "PNG")
    assert read(out.getvalue()).large


def test_grey_of_16_bits_is_scaled_and_see_through_is_white():
    out = io.BytesIO()
    grey = Image.new("I", (40, 40), 32768).convert("I;16")
    grey.save(out, "PNG")
    assert 120 < Image.open(io.BytesIO(read(out.getvalue()).large)).getpixel((20, 20))[0] < 136
    clear = read(picture(mode="RGBA", format="PNG"))
    assert clear.large
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert min(Image.open(io.BytesIO(read(out.getvalue()).large)).getpixel((20, 20))) > 250


def test_a_print_colour_jpeg_and_one_with_a_broken_profile_are_taken():
    assert read(picture(mode="CMYK")).large
    assert read(picture(icc_profile=b"no profile")).large


def test_phones_that_append_a_second_picture_or_a_film_are_ordinary():
    assert read(frames("MPO")).large
    assert read(picture() + b"\0\0\0\x18ftypmp42" + b"\0\x9c" * 5000).large


def test_a_long_picture_is_scaled_strip_by_strip_without_seams():
    out = io.BytesIO()
    Image.linear_gradient("L").resize((9001, 4999)).save(out, "PNG")
    copy = Image.open(io.BytesIO(read(out.getvalue()).large)).convert("L")
    column = [copy.getpixel((1000, y)) for y in range(copy.height)]
    assert max(abs(a - b) for a, b in itertools.pairwise(column)) <= 3


def test_the_limits_are_judged_before_decoding():
    huge = huge_png(30_000)
    assert len(huge) < 1_000_000
    assert "200 million pixels" in refused(huge)
    assert "25 MB" in refused(picture() + b"\0" * imaging.MAX_BYTES)
    sixteen = struct.pack(">HH", 16_000, 16_000)
    assert "200 million pixels" in refused(picture(size=(8, 8)).replace(struct.pack(">HH", 8, 8), sixteen, 1))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.999, 0.5, 0.05])
def test_a_truncated_picture_is_refused(format, part):
    noise = Image.effect_noise((400, 300), 80).convert("RGB")
    out = io.BytesIO()
    noise.save(out, format)
    whole = out.getvalue()
    assert read(whole).large
    assert "damaged" in refused(whole[: int(len(whole) * part)])


@pytest.mark.parametrize("part", [0.9, 0.5, 0.05])
def test_a_truncated_heic_is_refused(part):
    data = (REAL / "photo.heic").read_bytes()
    assert "damaged" in refused(data[: int(len(data) * part)])


@pytest.mark.parametrize("format", ["WEBP", "PNG"])
def test_an_animation_is_refused(format):
    assert "animation" in refused(frames(format))


def test_other_kinds_of_file_are_refused_each_with_its_sentence():
    assert "empty" in refused(b"")
    assert "GIF" in refused(frames("GIF"))
    assert "no picture" in refused(b"MZ\x90\0" + b"\0" * 500)
    assert "no picture" in refused(b"\x7fELF" + b"\0" * 500)
    assert "no picture" in refused(b"%PDF-1.7\n")
    assert "SVG" in refused(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "no picture" in refused(b"<!doctype html><h1>Sign in</h1>")
    assert "damaged" in refused(b"\xff\xd8\xff" + b"\0" * 500)
    assert "no picture" in refused(picture(format="BMP"))
    assert "no picture" in refused(picture(format="TIFF"))


def test_a_picture_with_a_second_file_in_it_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    comment = b"\xff\xfe\x00\x1b<script>alert(1)</script> "
    data = picture()
    for polyglot in (
        data + packed.getvalue(),
        data + b"<HTML><body onload=alert(1)>",
        data + b"<?php system($_GET[0]);",
        data[:2] + comment + data[2:],
        data[:2] + b"\xff\xfe\x00\x0c%PDF-1.4\n%" + data[2:],
        picture(format="PNG") + packed.getvalue(),
        picture(format="WEBP") + b"<script>alert(1)</script>",
    ):
        assert "another file" in refused(polyglot)


def test_what_cannot_be_scaled_now_is_kept_without_copies(monkeypatch):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr(imaging, "_flat_and_smaller", no_memory)
    got = read((REAL / "photo-rotated.jpg").read_bytes())
    assert (got.large, got.small, got.phash) == (None, None, None)
    assert (got.width, got.height) == (3024, 4032)
    assert got.camera.taken_at == datetime(2026, 5, 4, 13, 46)


def test_only_one_whole_picture_is_decoded_at_a_time_across_processes(monkeypatch):
    monkeypatch.setattr(imaging, "PATIENCE_SECONDS", 0.1)
    hold = (
        "from mysteryshop import imaging\nwith imaging._turn():\n    print('mine', flush=True)\n    input()"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "mine\n"
        assert read(picture(format="PNG")).large is None
        assert read(picture(format="JPEG")).large
        other.communicate("\n")
    assert read(picture(format="PNG")).large


def test_the_same_picture_smaller_has_nearly_the_same_hash_and_another_has_not():
    original = Image.open(REAL / "photo-rotated.jpg").convert("RGB")
    smaller, other = original.resize((500, 375)), Image.open(REAL / "photo.png").convert("RGB")
    first, second, third = (int(imaging.difference_hash(each), 16) for each in (original, smaller, other))
    assert (first ^ second).bit_count() <= 4
    assert (first ^ third).bit_count() > 10
