"""What the server takes, beside a floor: a bare Flask view that does the same rows on the same server."""
