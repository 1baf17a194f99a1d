"""Django's PostgreSQL backend, which can bring a server of its own.

With `"EMBEDDED": <folder>` in the DATABASES entry the first connection starts a PostgreSQL in that
folder; nothing starts before it.
"""
