"""HTTP: a folder for each audience over the same features."""
