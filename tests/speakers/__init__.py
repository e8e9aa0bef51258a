"""Tests of speakers."""
