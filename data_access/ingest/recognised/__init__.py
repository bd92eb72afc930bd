"""What a table of an export is: which table of the contract, and each column."""
