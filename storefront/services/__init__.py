"""What people can do. Each use case is one function and one transaction, given a ``Shop`` first."""
