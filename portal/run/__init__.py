"""From a clean clone to a running portal.

`bootstrap` and what it imports run under the machine's own Python, before anything is installed;
`prepare` and `supervisor` run under .venv.
"""
