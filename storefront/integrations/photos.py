"""Keep photos that shoppers send: only as pictures that we painted anew ourselves."""

import hashlib
import io
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from storefront.integrations.ports import BadPhoto

FORMATS = ("JPEG", "PNG", "WEBP")
WIDTHS = (400, 1200)
MOST_PIXELS = 40_000_000  # what a good telephone takes; a picture of a few bytes can claim far more


class PhotoFolder:
    """Photos in a folder, named by their content, as WebP in two widths."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when the first photo comes."""
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """See Photos. Painting anew drops where and when it was taken, and whatever else the file held."""
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise BadPhoto("photo_too_large")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as no_picture:
            raise BadPhoto("photo_unreadable") from no_picture
        name = hashlib.sha256(data).hexdigest()[:32]
        self.folder.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            small = upright.copy()
            small.thumbnail((width, width * 2))
            file = self._file(name, width)
            unfinished = file.with_suffix(".new")
            small.save(unfinished, "WEBP", quality=80)
            unfinished.replace(file)
        return name

    def path(self, name: str, width: int) -> Path | None:
        """See Photos."""
        file = self._file(name, width)
        return file if width in WIDTHS and file.is_file() else None

    def kept_before(self, time: datetime) -> list[str]:
        """See Photos."""
        files = self.folder.glob(f"*-{WIDTHS[0]}.webp")
        return sorted(file.name.partition("-")[0] for file in files if file.stat().st_mtime < time.timestamp())

    def forget(self, name: str) -> None:
        """See Photos."""
        for width in WIDTHS:
            self._file(name, width).unlink(missing_ok=True)

    def _file(self, name: str, width: int) -> Path:
        return self.folder / f"{name}-{width}.webp"


class FakePhotos:
    """Keeps photos in memory, as they are; the bytes ``b"no photo"`` are none."""

    def __init__(self) -> None:
        """Empty at first."""
        self.kept: dict[str, bytes] = {}

    def keep(self, data: bytes) -> str:
        """See Photos."""
        if data == b"no photo":
            raise BadPhoto("photo_unreadable")
        name = hashlib.sha256(data).hexdigest()[:32]
        self.kept[name] = data
        return name

    def path(self, name: str, width: int) -> Path | None:
        """No photo is a file here."""
        return None

    def kept_before(self, time: datetime) -> list[str]:
        """All: nobody waits here."""
        return sorted(self.kept)

    def forget(self, name: str) -> None:
        """See Photos."""
        del self.kept[name]
