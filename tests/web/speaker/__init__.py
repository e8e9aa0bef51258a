"""Tests of the pages of speakers."""
