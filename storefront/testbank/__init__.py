"""The test bank: plays the payment provider where no keys are configured. No money moves.

A separate ASGI application with its own files. The shop speaks to it over HTTP as to any provider, and
it knows nothing of the shop but the addresses it is given.
"""
