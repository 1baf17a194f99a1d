"""What becomes of each assignment of a column: drawn in one statement, by lot and by rank.

A unit's place in the column is its rank by a digest of seed, column and code, so that the shares
below are met exactly; further dice are taken from a second digest. Every moment lies between the
column's beginning and its end, in office hours, each after the one before.
"""

from django.conf import settings
from django.db import connection

from portal.demo.scale.rollouts import Column, Office

# Shares of a hundred, one after the other, of a column whose units had their time and of one that
# runs. "reopened": accepted once, then asked for again.
PAST = {
    "assigned": 3,
    "acknowledged": 3,
    "exemption_asked": 2,
    "exempt": 2,
    "cancelled": 2,
    "returned": 2,
    "reopened": 2,
    "confirmed": 5,
    "accepted": 79,
}
RUNNING = {
    "assigned": 27,
    "acknowledged": 20,
    "exemption_asked": 2,
    "exempt": 2,
    "cancelled": 2,
    "returned": 4,
    "reopened": 2,
    "confirmed": 12,
    "accepted": 29,
}
# A column that began so short ago that nobody has done anything.
JUST_GIVEN_DAYS = 2

PEOPLE = """
CREATE TEMPORARY TABLE scale_person ON COMMIT DROP AS
SELECT u.id AS unit_id, u.code, p.name AS unit_name, p.kind_id AS kind,
       head.user_id AS head_id, head.name AS head_name, head.position AS head_position,
       deputy.user_id AS deputy_id, deputy.name AS deputy_name,
       deputy.position AS deputy_position,
       coalesce(officer.user_id, head.user_id) AS drafter_id,
       coalesce(officer.name, head.name) AS drafter_name,
       coalesce(officer.position, head.position) AS drafter_position,
       coalesce(staff.people, 0) AS staff, coalesce(pupils.people, 0) AS pupils,
       coalesce(residents.people, 0) AS residents
FROM units_unit u
JOIN units_unitperiod p ON p.unit_id = u.id
LEFT JOIN {member} head ON head.unit_id = u.id AND head.role = 'head'
LEFT JOIN {member} deputy ON deputy.unit_id = u.id AND deputy.role = 'deputy'
LEFT JOIN {member} officer ON officer.unit_id = u.id AND officer.role = 'officer'
LEFT JOIN units_headcount staff ON staff.unit_id = u.id AND staff.audience = 'staff'
LEFT JOIN units_headcount pupils ON pupils.unit_id = u.id AND pupils.audience = 'pupils'
LEFT JOIN units_headcount residents ON residents.unit_id = u.id
    AND residents.audience = 'residents'
""".format(
    member="""(SELECT m.unit_id, m.role, m.user_id, m.position, u.name
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id)"""
)
OFFICE = """
CREATE TEMPORARY TABLE scale_officer ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY u.email) - 1 AS place, u.id, u.name, m.position, m.role
FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
WHERE m.unit_id = %(office)s AND m.role IN ('office_officer', 'office_lead')
"""
# Strictly rising with the moment: days stay days, each is pressed into the hours from half past
# seven to five.
MOMENT = """
CREATE FUNCTION pg_temp.scale_moment(begun timestamptz, until timestamptz, part float8)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (date_trunc('day', here) + interval '7 hours 30 minutes'
            + (here - date_trunc('day', here)) * (9.5 / 24)) AT TIME ZONE '{zone}'
    FROM (SELECT (begun + (until - begun) * part) AT TIME ZONE '{zone}' AS here) x
$$
"""
DIE = """
CREATE FUNCTION pg_temp.scale_die(digest text, place integer) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$
    SELECT ('x' || substr(digest, 1 + 3 * place, 3))::bit(12)::integer / 4096.0::float8
$$
"""
LIVES = """
CREATE TEMPORARY TABLE scale_life ON COMMIT DROP AS
SELECT a.id, a.unit_id, a.assigned_at, a.due_on, p.code, p.unit_name, p.kind,
       p.staff, p.pupils, p.residents, p.drafter_id, p.drafter_name, p.drafter_position,
       p.head_id AS signer_id, p.head_name AS signer_name, p.head_position AS signer_position,
       FALSE AS signs_for_head, FALSE AS entered, ''::text AS key, ''::text AS dice,
       ''::text AS fate, ''::text AS stood, ''::text AS asked,
       a.due_on AS later_on, a.assigned_at AS ack_at, a.assigned_at AS asked_at,
       a.assigned_at AS answered_at, a.assigned_at AS first_at, a.assigned_at AS back_at,
       a.assigned_at AS second_at, a.assigned_at AS decided_at, a.assigned_at AS reopened_at,
       a.assigned_at AS wished_at, a.assigned_at AS closed_at, a.due_on AS paper_on,
       1 AS first_officer, 1 AS second_officer
FROM training_assignment a JOIN scale_person p USING (unit_id) WHERE FALSE
"""
DRAW = """
INSERT INTO scale_life
SELECT id, unit_id, assigned_at, due_on, code, unit_name, kind, staff, pupils, residents,
    drafter_id, drafter_name, drafter_position,
    CASE WHEN by_deputy THEN deputy_id ELSE head_id END,
    CASE WHEN by_deputy THEN deputy_name ELSE head_name END,
    CASE WHEN by_deputy THEN deputy_position ELSE head_position END,
    by_deputy, head_id IS NULL, key, dice, fate,
    CASE WHEN ack_at IS NULL THEN 'assigned' ELSE 'acknowledged' END, asked,
    CASE WHEN asked <> '' THEN due_on + 5 + (pg_temp.scale_die(dice, 7) * 20)::integer END,
    ack_at,
    CASE WHEN asked <> '' THEN pg_temp.scale_moment(begun, until, 0.20) END,
    CASE WHEN asked IN ('granted', 'refused')
        THEN pg_temp.scale_moment(begun, until, 0.22) END,
    CASE WHEN signed THEN pg_temp.scale_moment(begun, until, first) END,
    CASE WHEN twice THEN pg_temp.scale_moment(begun, until, back) END,
    CASE WHEN twice AND fate <> 'returned'
        THEN pg_temp.scale_moment(begun, until, back + again) END,
    CASE WHEN fate IN ('accepted', 'reopened') THEN pg_temp.scale_moment(begun, until, decided) END,
    CASE WHEN fate = 'reopened' THEN pg_temp.scale_moment(begun, until, decided + 0.03) END,
    CASE WHEN fate IN ('exemption_asked', 'exempt')
        THEN pg_temp.scale_moment(begun, until, first) END,
    CASE WHEN fate IN ('exempt', 'cancelled')
        THEN pg_temp.scale_moment(begun, until, first + 0.05) END,
    CASE WHEN signed AND head_id IS NULL THEN greatest(
        (assigned_at AT TIME ZONE %(zone)s)::date,
        (pg_temp.scale_moment(begun, until, first) AT TIME ZONE %(zone)s)::date - 1) END,
    (pg_temp.scale_die(dice, 9) * 2)::integer,
    ((pg_temp.scale_die(dice, 9) * 2)::integer + 1) %% 3
FROM (
    SELECT *, first + CASE WHEN twice AND fate <> 'returned' THEN back - first + again ELSE 0 END
        + 0.02 + 0.08 * pg_temp.scale_die(dice, 6) AS decided
    FROM (
        SELECT *, first + 0.02 + 0.05 * pg_temp.scale_die(dice, 3) AS back,
            0.02 + 0.06 * pg_temp.scale_die(dice, 4) AS again,
            CASE WHEN head_id IS NULL OR due_on IS NULL THEN ''
                WHEN fate IN ('assigned', 'acknowledged') AND pg_temp.scale_die(dice, 5) < %(waits)s
                    THEN 'asked'
                WHEN fate IN ('assigned', 'exemption_asked', 'exempt', 'cancelled') THEN ''
                WHEN pg_temp.scale_die(dice, 5) < 0.05 THEN 'granted'
                WHEN pg_temp.scale_die(dice, 5) < 0.07 THEN 'refused'
                ELSE '' END AS asked,
            CASE WHEN fate = 'acknowledged' OR (head_id IS NOT NULL AND fate <> 'assigned'
                AND pg_temp.scale_die(dice, 2) > 0.2) THEN pg_temp.scale_moment(begun, until,
                    0.02 + 0.16 * pg_temp.scale_die(dice, 2)) END AS ack_at,
            fate IN ('returned', 'reopened', 'confirmed', 'accepted') AS signed,
            fate = 'returned' OR (fate IN ('confirmed', 'accepted')
                AND pg_temp.scale_die(dice, 8) < 0.12) AS twice,
            deputy_id IS NOT NULL AND pg_temp.scale_die(dice, 9) < 0.15 AS by_deputy
        FROM (
            SELECT *, 0.24 + 0.46 * pg_temp.scale_die(dice, 1) AS first,
                CASE WHEN head_id IS NOT NULL THEN drawn
                    WHEN drawn IN ('acknowledged', 'exemption_asked') THEN 'assigned'
                    WHEN drawn = 'exempt' THEN 'cancelled' ELSE drawn END AS fate
            FROM (
                SELECT *, {fate} AS drawn
                FROM (
                    SELECT a.id, a.assigned_at, a.due_on, p.*, k.key, md5(k.key) AS dice,
                        %(begun)s::timestamptz AS begun, %(until)s::timestamptz AS until,
                        (row_number() OVER (ORDER BY md5('rank' || k.key)) - 0.5) * 100
                            / count(*) OVER () AS place
                    FROM training_assignment a JOIN scale_person p USING (unit_id)
                    CROSS JOIN LATERAL (SELECT
                        %(seed)s || ':' || %(column)s || ':' || p.code AS key) k
                    WHERE a.task_id = %(task)s
                      AND a.occurrence_id IS NOT DISTINCT FROM %(occurrence)s
                ) drawing
            ) named
        ) timed
    ) told
) whole
"""


def lives_begin(office: Office) -> None:
    """The tables that last until the load is committed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION IF EXISTS pg_temp.scale_moment, pg_temp.scale_die")
        cursor.execute(MOMENT.format(zone=settings.TIME_ZONE))
        cursor.execute(DIE)
        cursor.execute(PEOPLE)
        cursor.execute("CREATE UNIQUE INDEX ON scale_person (unit_id)")
        cursor.execute(OFFICE, {"office": office.unit.pk})
        cursor.execute("ANALYZE scale_person")
        cursor.execute(LIVES)


def lives_draw(column: Column, *, seed: int) -> None:
    """One row an assignment of the column in scale_life, and nothing else in it."""
    lasted = (column.until - column.begun).days
    if lasted < JUST_GIVEN_DAYS:
        shares = {"assigned": 100}
    else:
        shares = RUNNING if column.is_running else PAST
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE scale_life")
        cursor.execute(
            DRAW.format(fate=_by_place(shares)),
            {
                "seed": str(seed),
                "column": str(column.number),
                "task": column.task.pk,
                "occurrence": column.occurrence_id,
                "begun": column.begun,
                "until": column.until,
                "zone": settings.TIME_ZONE,
                "waits": 0 if column.is_closed else 0.1,
            },
        )


def _by_place(shares: dict[str, int]) -> str:
    """CASE over the rank of a unit, in hundredths."""
    whens, reached = [], 0
    for fate, share in shares.items():
        reached += share
        whens.append(f"WHEN place < {reached} THEN '{fate}'")
    return f"CASE {' '.join(whens)} END"
