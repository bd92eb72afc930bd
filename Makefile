# Every command here also works without make: python3 care run, python3 care test ...
PYTHON ?= python3
.PHONY: run test test-cluster check lock docs coverage screenshots simulate

run:
	@exec $(PYTHON) care run

test:
	@exec $(PYTHON) care test

test-cluster:
	@exec $(PYTHON) care test-cluster

check:
	@exec $(PYTHON) care check

lock:
	@exec $(PYTHON) care lock

docs:
	@exec $(PYTHON) care docs

screenshots:
	@exec $(PYTHON) care screenshots

simulate:
	@exec $(PYTHON) care simulate

coverage:
	@exec $(PYTHON) care coverage
