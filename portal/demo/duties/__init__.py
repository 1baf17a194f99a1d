"""The duties in the five real directives, each pinned to the words that order it.

`quote` stands letter for letter in the clause `eid` of the document as the portal reads it.
Duties that order monitoring, policing or discipline, or that concern what persons say, are
"never": published with the text and never a task. `kinds` and `units` are those of the sample
authority that the letter's addressees correspond to; empty where it has none.
"""

from portal.demo.duties import binh_phuoc, ha_tinh, ia_grai, tan_yen, vinh_linh
from portal.demo.duties.shape import SampleDuty

DUTIES: list[SampleDuty] = [
    *tan_yen.DUTIES,
    *ha_tinh.DUTIES,
    *binh_phuoc.DUTIES,
    *vinh_linh.DUTIES,
    *ia_grai.DUTIES,
]

__all__ = ["DUTIES", "SampleDuty"]
