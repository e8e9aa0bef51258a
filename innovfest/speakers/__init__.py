"""Speakers: the link by which they or their assistant look after their own part, and what they hand in."""
