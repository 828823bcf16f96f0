"""What stands inside each page's <main>: components in their arrangement. No state here."""
