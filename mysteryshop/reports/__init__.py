"""Report objects: numbers become words here, once, for page, PDF, mail and API."""
