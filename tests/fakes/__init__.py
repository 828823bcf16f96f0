"""Payment providers as ASGI applications that speak the real wire format, and wires to them that can fail."""
