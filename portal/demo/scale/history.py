"""What each life leaves behind, for one column at a time: the state with its dates, the events, the
confirmations with figures and files, reviews, drafts, later dates and notices.

Each statement reads scale_life (lives.py) and writes one table, through the same constraints and
triggers as everything else.
"""

from django.conf import settings
from django.db import connection

from portal.demo.scale.rollouts import Column
from portal.files.models import StoredFile
from training.clause_digest import clause_hash
from training.notices.writing import TO_THE_LEAD, TO_THE_UNIT

UNREAD_DAYS = 5
# Such a share of statements comes with a file that others of the column sent too.
SAME_FILE = 0.005

STATES = """
UPDATE training_assignment a SET
    state = CASE WHEN l.fate = 'reopened' THEN 'returned' ELSE l.fate END,
    acknowledged_at = l.ack_at,
    first_confirmed_at = CASE WHEN l.entered AND l.first_at IS NOT NULL
        THEN least(l.first_at, (l.paper_on + time '12:00') AT TIME ZONE %(zone)s)
        ELSE l.first_at END,
    confirmed_at = coalesce(l.second_at, l.first_at),
    accepted_at = CASE WHEN l.fate = 'accepted' THEN l.decided_at END,
    closed_at = l.closed_at,
    due_on = CASE WHEN l.asked = 'granted' THEN l.later_on ELSE a.due_on END
FROM scale_life l WHERE l.id = a.id AND l.fate <> 'assigned'
"""
EXTENSIONS = """
INSERT INTO training_extension
    (assignment_id, state, due_before, asked_due_on, asked_reason, asked_by_id, asked_by_name,
     asked_by_position, asked_at, due_on, answer, decided_by_id, decided_by_name,
     decided_by_position, decided_at)
SELECT l.id, l.asked, l.due_on, l.later_on, 'Đơn vị mẫu tập trung cho công việc khác (minh họa).',
    l.signer_id, l.signer_name, l.signer_position, l.asked_at,
    CASE WHEN l.asked = 'granted' THEN l.later_on END,
    CASE l.asked WHEN 'granted' THEN 'Đồng ý (minh họa).'
        WHEN 'refused' THEN 'Hạn giữ nguyên (minh họa).' ELSE '' END,
    CASE WHEN l.asked <> 'asked' THEN lead.id END,
    CASE WHEN l.asked <> 'asked' THEN lead.name ELSE '' END,
    CASE WHEN l.asked <> 'asked' THEN lead.position ELSE '' END,
    l.answered_at
FROM scale_life l JOIN scale_officer lead ON lead.role = 'office_lead'
WHERE l.asked <> '' ORDER BY l.id
"""
EVENTS = """
INSERT INTO training_assignmentevent
    (assignment_id, act, from_state, to_state, at, by_id, by_name, by_position, reason)
SELECT l.id, e.act, e.from_state, e.to_state, e.at, p.id, p.name, p.position, e.reason
FROM scale_life l
CROSS JOIN LATERAL (VALUES
    ('drafter', 'acknowledge', 'assigned', 'acknowledged', l.ack_at, ''),
    ('signer', 'ask_extension', l.stood, l.stood, l.asked_at,
        'Đơn vị mẫu tập trung cho công việc khác (minh họa).'),
    ('lead', CASE l.asked WHEN 'granted' THEN 'grant_extension' ELSE 'refuse_extension' END,
        l.stood, l.stood, l.answered_at,
        CASE l.asked WHEN 'granted' THEN 'Đồng ý (minh họa).'
            ELSE 'Hạn giữ nguyên (minh họa).' END),
    ('signer', 'ask_exemption', l.stood, 'exemption_asked', l.wished_at,
        'Đơn vị mẫu không có nội dung này (minh họa).'),
    ('lead', CASE l.fate WHEN 'exempt' THEN 'grant_exemption' ELSE 'cancel' END,
        CASE l.fate WHEN 'exempt' THEN 'exemption_asked' ELSE l.stood END, l.fate, l.closed_at,
        CASE l.fate WHEN 'exempt' THEN 'Đúng thực tế (minh họa).'
            ELSE 'Giao nhầm (minh họa).' END),
    ('signs', 'confirm', l.stood, 'confirmed', l.first_at, ''),
    ('reviewer', 'return', 'confirmed', 'returned', l.back_at,
        'Biên bản mẫu chưa ghi số người dự (minh họa).'),
    ('signs', 'confirm', 'returned', 'confirmed', l.second_at, ''),
    ('reviewer', 'accept', 'confirmed', 'accepted', l.decided_at, ''),
    ('lead', 'reopen', 'accepted', 'returned', l.reopened_at,
        'Số liệu mẫu cần xem lại (minh họa).')
) drawn(who, act, from_state, to_state, at, reason)
CROSS JOIN LATERAL (SELECT
    CASE WHEN drawn.who = 'signs' AND l.entered THEN 'enter' ELSE drawn.act END,
    CASE drawn.who WHEN 'signs' THEN CASE WHEN l.entered THEN 'enterer' ELSE 'signer' END
        ELSE drawn.who END,
    drawn.from_state, drawn.to_state, drawn.at, drawn.reason
) e(act, who, from_state, to_state, at, reason)
CROSS JOIN LATERAL (
    SELECT l.drafter_id, l.drafter_name, l.drafter_position WHERE e.who = 'drafter'
    UNION ALL SELECT l.signer_id, l.signer_name, l.signer_position WHERE e.who = 'signer'
    UNION ALL SELECT o.id, o.name, o.position FROM scale_officer o
    WHERE (e.who = 'lead' AND o.role = 'office_lead')
       OR (e.who = 'reviewer' AND o.place = l.first_officer)
       OR (e.who = 'enterer' AND o.place = l.second_officer)
) p(id, name, position)
WHERE e.at IS NOT NULL ORDER BY l.id, e.at
"""
# Without an end.
EXEMPTIONS = """
INSERT INTO training_exemption (event_id, assignment_id, first_day)
SELECT e.id, l.id, (e.at AT TIME ZONE %(zone)s)::date
FROM scale_life l JOIN training_assignmentevent e ON e.assignment_id = l.id
WHERE e.act = 'grant_exemption' ORDER BY e.id
"""
CONFIRMATIONS = """
INSERT INTO training_confirmation
    (assignment_id, number, held_on, channels, note, attestation, clause_hash, entry, signer_id,
     entered_by_id, paper_signed_on, signer_name, signer_position, signed_for_head, unit_name,
     signed_at, form_token, numbers_from)
SELECT l.id, r.number,
    CASE WHEN l.entered THEN l.paper_on ELSE greatest(
        (l.assigned_at AT TIME ZONE %(zone)s)::date,
        (r.at AT TIME ZONE %(zone)s)::date - 1 - (pg_temp.scale_die(l.dice, 3) * 3)::integer) END,
    CASE WHEN l.kind IN ('xa', 'phuong') THEN '{loudspeaker,in_person}'
        WHEN l.kind = 'phong' THEN '{meeting,website}' ELSE '{school,meeting}' END::varchar(15)[],
    'Nội dung minh họa.', CASE WHEN l.entered THEN '' ELSE %(attestation)s END, %(clause_hash)s,
    CASE WHEN l.entered THEN 'table' ELSE 'signed' END,
    CASE WHEN NOT l.entered THEN l.signer_id END, CASE WHEN l.entered THEN o.id END,
    CASE WHEN l.entered THEN l.paper_on END,
    CASE WHEN l.entered THEN 'Người ký trên giấy Mẫu' ELSE l.signer_name END,
    CASE WHEN l.entered THEN '' ELSE l.signer_position END,
    NOT l.entered AND l.signs_for_head, l.unit_name, r.at,
    md5(l.key || ':' || r.number)::uuid, ''
FROM scale_life l
CROSS JOIN LATERAL (VALUES (1, l.first_at), (2, l.second_at)) r(number, at)
JOIN scale_officer o ON o.place = l.second_officer
WHERE r.at IS NOT NULL ORDER BY l.id, r.number
"""
FIGURES = """
INSERT INTO training_indicatorvalue (confirmation_id, indicator, value)
SELECT c.id, asked.indicator, CASE asked.indicator
    WHEN 21 THEN (l.staff * x.part)::integer
    WHEN 22 THEN (l.pupils * x.part)::integer
    WHEN 26 THEN (l.residents * x.part)::integer
    ELSE 1 + (x.part * 5)::integer %% 6 END
FROM scale_life l JOIN training_confirmation c ON c.assignment_id = l.id
CROSS JOIN unnest(%(indicators)s::integer[]) asked(indicator)
CROSS JOIN LATERAL (SELECT 0.7 + 0.32 * pg_temp.scale_die(l.dice, 2 + c.number)) x(part)
ORDER BY c.id, asked.indicator
"""
# The names of files that are not there: whoever opens one is told so in words. What was given back
# is in the draft too.
FILES = """
WITH wanted AS (
    SELECT c.id AS confirmation_id, l.id, asked.kind AS evidence, c.signed_at,
        CASE WHEN l.fate IN ('returned', 'reopened')
            THEN coalesce(l.reopened_at, l.back_at) END AS back_at,
        coalesce(l.drafter_id, c.entered_by_id) AS added_by,
        encode(sha256(convert_to(l.key || c.number || asked.kind, 'UTF8')), 'hex') AS digest,
        encode(sha256(convert_to(CASE WHEN x.lot < %(same)s THEN %(column)s || 'same' || asked.kind
            ELSE l.key || c.number || asked.kind END, 'UTF8')), 'hex') AS received
    FROM scale_life l JOIN training_confirmation c ON c.assignment_id = l.id
    CROSS JOIN unnest(%(evidence)s::text[]) asked(kind)
    CROSS JOIN LATERAL (SELECT pg_temp.scale_die(l.dice, 0)) x(lot)
), stored AS (
    INSERT INTO files_storedfile
        (key, name, content_type, size, sha256, received_sha256, stored_at, stored_by_id)
    SELECT substr(digest, 1, 2) || '/' || substr(digest, 1, 32) || '.pdf',
        'minh-chung-mau.pdf', 'application/pdf', 1000 + ('x' || substr(digest, 1, 5))::bit(20)::int,
        digest, received, signed_at - interval '5 minutes', added_by
    FROM wanted ORDER BY confirmation_id
    RETURNING id, sha256
)
INSERT INTO training_evidence (assignment_id, confirmation_id, kind, file_id, added_by_id, added_at)
SELECT w.id, told.confirmation_id, w.evidence, f.id, w.added_by, told.at
FROM wanted w JOIN stored f ON f.sha256 = w.digest
CROSS JOIN LATERAL (VALUES
    (w.confirmation_id, w.signed_at - interval '5 minutes'), (NULL, w.back_at)
) told(confirmation_id, at)
WHERE told.at IS NOT NULL ORDER BY told.at, w.id
"""
RECEIPTS = """
INSERT INTO training_receipt (confirmation_id, file_id)
SELECT c.id, %(receipt)s FROM scale_life l JOIN training_confirmation c ON c.assignment_id = l.id
ORDER BY c.id
"""
REVIEWS = """
INSERT INTO training_review
    (confirmation_id, outcome, reason, reviewer_id, reviewer_name, reviewed_at)
SELECT c.id, r.outcome, r.reason, o.id, o.name, r.at
FROM scale_life l
JOIN scale_officer o ON o.place = l.first_officer
CROSS JOIN LATERAL (VALUES
    (1, 'returned', 'Biên bản mẫu chưa ghi số người dự (minh họa).', l.back_at),
    (CASE WHEN l.back_at IS NULL THEN 1 ELSE 2 END, 'accepted', '', l.decided_at)
) r(number, outcome, reason, at)
JOIN training_confirmation c ON c.assignment_id = l.id AND c.number = r.number
WHERE r.at IS NOT NULL ORDER BY c.id
"""
# What is given back is there to be mended, with its files; some have begun to write.
DRAFTS = """
INSERT INTO training_confirmationdraft
    (assignment_id, held_on, channels, "values", note, version, updated_by_id, updated_at,
     numbers_from)
SELECT l.id, c.held_on, coalesce(c.channels, '{}'), coalesce(v.said, '{}'),
    coalesce(c.note, 'Đang soạn (minh họa).'), 1,
    CASE WHEN c.id IS NULL THEN l.drafter_id ELSE coalesce(c.signer_id, c.entered_by_id) END,
    coalesce(l.reopened_at, l.back_at, l.ack_at + interval '10 minutes'), ''
FROM scale_life l
LEFT JOIN training_confirmation c ON c.assignment_id = l.id
    AND l.fate IN ('returned', 'reopened')
LEFT JOIN LATERAL (SELECT jsonb_object_agg(i.indicator::text, i.value) AS said
    FROM training_indicatorvalue i WHERE i.confirmation_id = c.id) v ON TRUE
WHERE c.id IS NOT NULL
   OR (l.fate = 'acknowledged' AND pg_temp.scale_die(l.dice, 8) < 0.3)
ORDER BY l.id
"""
# As training.notices.writing does, but each on the day of its event; read, but for what came in
# the last days and still stands.
NOTICES = """
INSERT INTO training_notice
    (user_id, unit_id, kind, day, at, event_id, assignment_id, number, dues, is_read)
SELECT m.user_id, m.unit_id, told.kind, (e.at AT TIME ZONE %(zone)s)::date, e.at, e.id, l.id, 1,
    '{}', e.at < %(unread_from)s OR EXISTS (SELECT FROM training_assignmentevent later
        WHERE later.assignment_id = l.id AND later.id > e.id)
FROM scale_life l
JOIN training_assignmentevent e ON e.assignment_id = l.id
JOIN unnest(%(acts)s::text[], %(kinds)s::text[], %(to_lead)s::boolean[])
    told(act, kind, to_lead) ON told.act = e.act
CROSS JOIN LATERAL (
    SELECT user_id, unit_id FROM accounts_membership
    WHERE NOT told.to_lead AND unit_id = l.unit_id AND role IN ('head', 'deputy', 'officer')
    UNION ALL SELECT user_id, unit_id FROM accounts_membership
    WHERE told.to_lead AND role = 'office_lead'
) m
WHERE e.by_id IS DISTINCT FROM m.user_id
ORDER BY e.id, m.user_id
"""
STATEMENTS = (
    *(STATES, EXTENSIONS, EVENTS, EXEMPTIONS, CONFIRMATIONS, FIGURES, FILES, RECEIPTS, REVIEWS),
    *(DRAFTS, NOTICES),
)


def history_write(column: Column, *, receipt: StoredFile, unread_from: object) -> None:
    """Of the lives drawn last."""
    task = column.task
    told = [*TO_THE_UNIT.items(), *TO_THE_LEAD.items()]
    given = {
        "zone": settings.TIME_ZONE,
        "attestation": task.attestation,
        "clause_hash": clause_hash(task.pk),
        "indicators": task.indicators,
        "evidence": task.required_evidence,
        "column": str(column.number),
        "same": SAME_FILE,
        "receipt": receipt.pk,
        "unread_from": unread_from,
        "acts": [str(act) for act, _kind in told],
        "kinds": [str(kind) for _act, kind in told],
        "to_lead": [act in TO_THE_LEAD for act, _kind in told],
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE scale_life")
        for statement in STATEMENTS:
            cursor.execute(statement, given)
