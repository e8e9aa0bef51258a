"""Storms: thousands of random operations from several processes at once, and checkers of what they left."""
