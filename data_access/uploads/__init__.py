"""Loading from a browser: files held for a while, checked, and loaded aside."""
