"""Loading from a browser: files kept for a while, checked, and loaded aside."""
