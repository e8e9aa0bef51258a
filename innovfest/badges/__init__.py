"""QR codes and printable badges: values in, bytes out.

Pure drawing: nothing here reads the database, a clock or a request. The rows live with `registration`.
"""

from innovfest.badges.paper import BadgeEvent, BadgeFace, BadgeTrack, render_badges
from innovfest.badges.qr import matrix, png, svg

__all__ = ["BadgeEvent", "BadgeFace", "BadgeTrack", "matrix", "png", "render_badges", "svg"]
