"""Marts of the caseload, checks, referrals and outcomes."""
