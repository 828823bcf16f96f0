"""The HTTP around Reflex. Each module is one layer or one group of routes, and stands by itself."""
