"""Who asks: pages, API, admin. The only part that sees a request."""
