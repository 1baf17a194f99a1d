"""An address as a picture to be scanned from paper or a screen."""

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

# Clear space around the code that ISO/IEC 18004 asks for, in modules.
QUIET_MODULES = 4


def qr_svg(address: str) -> bytes:
    """A whole SVG file, black on white, which scales to any size; the same address gives the same
    bytes. Up to 15 % of it may be dirty or worn."""
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, border=QUIET_MODULES, image_factory=WhiteGround
    )
    code.add_data(address)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue()


class WhiteGround(SvgPathImage):
    """A page in the dark would swallow black modules on no ground."""

    background = "white"
