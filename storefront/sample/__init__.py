"""The sample catalogue: data (``*.toml``) and its loader."""
