"""What the pages show: flat, printed, nothing secret. Made from domain values, read by components.

Every text in a view is ready to print; a component never works anything out. The same view is a
Reflex var in the browser and a plain value when ``web`` prints the first HTML.
"""
