"""An online fashion shop in pure Python."""
