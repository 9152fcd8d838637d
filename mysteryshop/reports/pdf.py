"""A page to a PDF: the only module that imports WeasyPrint, and only inside its functions.

The fetcher serves an explicit map and nothing else. A shopper's comment can therefore name any address it
likes: our server opens none of them, neither a file nor the network nor a `data:` address.
"""

import gc
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)
FONT_TYPE, PHOTO_TYPE = "font/ttf", "application/octet-stream"  # Pillow looks for itself
Photos = Mapping[str, Callable[[], bytes]]
_ONE_AT_A_TIME = threading.Lock()  # the switch of the garbage collection belongs to the whole process


@dataclass(frozen=True, slots=True)
class Pdf:
    data: bytes
    pages: int


def html_to_pdf(html: str, assets: Path, photos: Photos | None = None) -> Pdf:
    """Set a rendered report as a tagged PDF (PDF/UA-1).

    :param html: a whole page; its fonts are `asset:<file>`, its photos `photo:<name>`.
    :param assets: the folder of our fonts; only its `.ttf` files can be asked for.
    :param photos: name -> function that gives the picture's bytes. One that raises leaves its alternative text.
    :returns: the PDF. Takes 0.5 to 3 s of one core; never call it in a web request.
    """
    html_class = _html_class()
    with _ONE_AT_A_TIME, _garbage_collection_after():
        page = html_class(string=html, url_fetcher=_fetcher(assets, photos or {}))
        document = page.render(pdf_variant="pdf/ua-1")
        return Pdf(bytes(document.write_pdf(pdf_variant="pdf/ua-1")), len(document.pages))


def _html_class() -> Any:
    """WeasyPrint's HTML. Importing it makes Pillow accept cut-off pictures everywhere; we take that back."""
    from PIL import ImageFile
    from weasyprint import HTML

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return HTML


@contextmanager
def _garbage_collection_after() -> "Iterator[None]":
    """No collection while the boxes of a document are alive, one when they are gone: a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


def _fetcher(assets: Path, photos: Photos) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    fonts = {f"asset:{path.name}": path for path in assets.glob("*.ttf")}
    pictures = {f"photo:{name}": read for name, read in photos.items()}

    class OnlyOurs(URLFetcher):  # type: ignore[misc, unused-ignore]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=())

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
            if url in fonts:
                return URLFetcherResponse(url, fonts[url].read_bytes(), {"Content-Type": FONT_TYPE})
            if url in pictures:
                return URLFetcherResponse(url, pictures[url](), {"Content-Type": PHOTO_TYPE})
            log.warning("a report asked for an address that is not ours; refused")
            raise ValueError("not an asset of this report")

    return OnlyOurs()
