"""Local extract files: read, mapped, validated, pseudonymised, merged."""
