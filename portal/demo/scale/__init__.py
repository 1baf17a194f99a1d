"""An invented province at full size: how the portal bears 10,000 units and 500,000 assignments.

What is few (documents, rollouts, issuing, a merger) goes through the services of real work with the
clock set back. What is many (units, people, the life of each assignment) is written by set-based
SQL, a column of the matrix at a time, so that neither side ever holds more than one column. The
same seed and day give the same rows.
"""
