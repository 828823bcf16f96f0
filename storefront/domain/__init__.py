"""The rules of the shop: what it promises, in plain Python. No Reflex, SQL, network, clock or randomness."""
