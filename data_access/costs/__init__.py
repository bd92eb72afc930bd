"""Unit costs and reimbursement caps: configuration with year and source."""
