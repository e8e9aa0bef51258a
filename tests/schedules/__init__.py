"""Afternoons at the door with phones that come and go: the truth does not depend on the order of delivery."""
