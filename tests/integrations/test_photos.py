import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from storefront.integrations.photos import PhotoFolder
from storefront.integrations.ports import BadPhoto


def picture(size=(1600, 2000), kind="JPEG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
def photos(tmp_path):
    return PhotoFolder(tmp_path / "photos")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_in_two_widths(photos, kind):
    name = photos.keep(picture(kind=kind))

    sizes = []
    for width in (400, 1200):
        with Image.open(photos.path(name, width)) as kept:
            sizes.append((kept.format, kept.size))
    assert sizes == [("WEBP", (400, 500)), ("WEBP", (1200, 1500))]
    assert photos.path(name, 800) is None
    assert photos.path("0" * 32, 400) is None


def test_where_and_when_it_was_taken_is_dropped_and_it_stands_upright(photos):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of Mia"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)  # the latitude
    name = photos.keep(picture(size=(2000, 1000), exif=exif.tobytes()))

    with Image.open(photos.path(name, 1200)) as kept:
        assert kept.size == (1000, 2000)
        assert not dict(kept.getexif())
    assert b"Mia" not in photos.path(name, 1200).read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"GIF89a" + b"\0" * 50,
        picture()[:500],
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(photos, data):
    with pytest.raises(BadPhoto, match="photo_unreadable"):
        photos.keep(data)
    assert not photos.folder.exists()


def test_photos_are_listed_once_they_are_old_and_deleted_in_both_widths(photos):
    name = photos.keep(picture())
    now = datetime.now(UTC)
    assert photos.kept_before(now - timedelta(hours=1)) == []
    assert photos.kept_before(now + timedelta(hours=1)) == [name]
    photos.forget(name)

    assert list(photos.folder.iterdir()) == []
    assert photos.kept_before(now + timedelta(hours=1)) == []


def test_a_small_file_that_claims_a_huge_picture_is_refused(photos):
    bomb = picture(size=(9000, 9000), kind="PNG")
    assert len(bomb) < 500_000

    with pytest.raises(BadPhoto, match="photo_too_large"):
        photos.keep(bomb)
