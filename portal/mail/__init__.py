"""Mails of every floor: one connection for many, one frame, and what a mail server may say."""
