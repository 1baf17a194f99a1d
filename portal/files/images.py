"""Photos without their place: every image is written anew with nothing but its pixels.

EXIF, XMP and the maker's notes all may hold coordinates, so all go; the turn of the camera is
carried out on the pixels first. HEIC becomes JPEG, which every browser in an office can show.
"""

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.files.sniff import FileKind

MAX_PIXELS = 80_000_000
JPEG_QUALITY = 88

pillow_heif.register_heif_opener()


class UnreadableImageError(Exception):
    """The bytes are not a whole image."""


class TooManyPixelsError(UnreadableImageError):
    """Far larger than what an office needs to read a page."""


def without_metadata(data: bytes, kind: FileKind) -> tuple[bytes, FileKind]:
    """The same picture with no metadata, and the kind it now is (HEIC gives JPEG)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError
            image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixelsError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableImageError from error
    return _write(ImageOps.exif_transpose(image), kind)


def _write(image: Image.Image, kind: FileKind) -> tuple[bytes, FileKind]:
    out = io.BytesIO()
    if kind is FileKind.PNG:
        image = image if image.mode in {"1", "L", "LA", "RGB", "RGBA"} else image.convert("RGBA")
        bare = Image.new(image.mode, image.size)
        bare.paste(image)
        bare.save(out, "PNG", optimize=False)
        return out.getvalue(), FileKind.PNG
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    bare.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue(), FileKind.JPEG
