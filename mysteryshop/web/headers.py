"""Security headers of every answer. The table test in tests/web says what each kind of page carries."""

from flask import Flask, Response, request

# Everything comes from us: no inline script, style or handler anywhere, so no nonce is needed either.
# blob: is for the small pictures of photos that were chosen but not sent yet.
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{name} {sources}" for name, sources in CONTENT_SECURITY_POLICY.items()
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A survey's address is its key: it must not travel to the map or to any other site.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Add the headers; a view that set one of them itself has decided."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure and app.config["PUBLIC_URL"].startswith("https://"):
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
        if "Cache-Control" not in response.headers:
            # Pages are for one person; the browser asks again before it shows one from its memory.
            response.headers["Cache-Control"] = "private, no-cache"
        return response
