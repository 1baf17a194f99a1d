"""The statements of the daily run: each writes the notices of one kind for everybody at once."""

from training.notices.writing import PEOPLE

CLAIM_SQL = """
INSERT INTO training_reminderday (day, made_at) VALUES (%s, %s) ON CONFLICT DO NOTHING
"""
# What is still with a unit and has one of the due dates, each pair of the two arrays being one.
DUE = "CASE WHEN a.state = 'asked_again' THEN a.again_due_on ELSE a.due_on END"
NEAR = f"""
    training_assignment a
    JOIN training_task t ON t.id = a.task_id
    JOIN training_rollout r ON r.id = t.rollout_id AND r.state IN ('issuing', 'issued')
    JOIN unnest(%(dues)s::date[], %(graces)s::int[]) AS near(due_on, grace_days)
      ON near.due_on = {DUE} AND near.grace_days = t.grace_days
"""
WITH_UNIT = "a.state IN ('assigned', 'acknowledged', 'returned', 'asked_again')"
# Never confirmed, or not again on the text it was asked on.
NEVER_CONFIRMED = f"{WITH_UNIT} AND (a.first_confirmed_at IS NULL OR a.state = 'asked_again')"
INTO = """
INSERT INTO training_notice (user_id, unit_id, kind, day, at, number, dues, is_read)
"""


def _own(which: str) -> str:
    return f"""{INTO}
SELECT person.user_id, given.unit_id, %(kind)s, %(day)s, %(at)s, given.n, given.dues, FALSE
FROM (
    SELECT a.unit_id, count(*) AS n, array_agg(DISTINCT {DUE}) AS dues
    FROM {NEAR} WHERE {which} GROUP BY a.unit_id
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of the words of this module alone


OPEN_SQL, LATE_SQL = _own(WITH_UNIT), _own(NEVER_CONFIRMED)
PARENTS = """
    SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM units_unitperiod
    WHERE valid_from <= %(day)s ORDER BY unit_id, valid_from DESC
"""
BELOW_SQL = f"""{INTO}
SELECT person.user_id, given.unit_id, %(kind)s, %(day)s, %(at)s, given.n, given.dues, FALSE
FROM (
    SELECT above.parent_id AS unit_id, count(DISTINCT a.unit_id) AS n,
           array_agg(DISTINCT {DUE}) AS dues
    FROM {NEAR} JOIN ({PARENTS}) above ON above.unit_id = a.unit_id
    WHERE {NEVER_CONFIRMED} GROUP BY above.parent_id
) given
JOIN ({PEOPLE}) person ON person.unit_id = given.unit_id
ON CONFLICT DO NOTHING
"""  # noqa: S608
# At the last level all of them, and a level earlier those above whom there is no head to be told.
OFFICE_SQL = f"""{INTO}
SELECT person.user_id, person.unit_id, %(kind)s, %(day)s, %(at)s, given.n, given.dues, FALSE
FROM (
    SELECT count(DISTINCT a.unit_id) AS n, array_agg(DISTINCT {DUE}) AS dues
    FROM {NEAR} JOIN ({PARENTS}) above ON above.unit_id = a.unit_id
    WHERE {NEVER_CONFIRMED}
      AND ({DUE} = ANY(%(last)s::date[]) OR NOT EXISTS (
          SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
          WHERE m.unit_id = above.parent_id AND m.role = 'head' AND u.is_active
            AND m.valid_from <= %(day)s AND (m.valid_until IS NULL OR m.valid_until > %(day)s)))
) given CROSS JOIN ({PEOPLE}) person
WHERE given.n > 0
ON CONFLICT DO NOTHING
"""  # noqa: S608
# A person needs the newest reminder of a kind only.
SUPERSEDED_SQL = """
UPDATE training_notice old SET is_read = TRUE
FROM training_notice new
WHERE new.day = %(day)s AND new.kind = ANY(%(kinds)s)
  AND old.user_id = new.user_id AND old.unit_id = new.unit_id AND old.kind = new.kind
  AND old.day < new.day AND NOT old.is_read
"""
# How many confirmations wait is true of one day only.
FORGET_SQL = """
DELETE FROM training_notice WHERE kind = 'to_review' AND day < %(day)s
"""
