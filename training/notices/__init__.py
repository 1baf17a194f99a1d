"""What people are told: written with what causes it, shown on a page, mailed in digests.

`writing` puts the rows of an event into its own transaction; `daily` those of a working day;
`reminding` says on which days; `wording` puts one into words; `post` makes mails of them.
"""
