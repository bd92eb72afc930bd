"""What changes data: loads, rollbacks, erasures, uploads, stories."""
