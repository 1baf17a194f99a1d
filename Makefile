# Two commands: `make run` and `make test`. Everything they do is in portal/run/.
PYTHON ?= python3
# The virtual environment may not exist yet: this is the machine's own Python.
portal := $(PYTHON) -m portal.run.bootstrap

.PHONY: run test check bench lock clean

run:    # PORT=8000; EMPTY=1 starts without the sample authority
	@$(portal) run
test:   # every check there is
	@$(portal) test
check:  # the checks that take seconds
	@$(portal) check
bench:  # ONLY=name for one
	@$(portal) bench
lock:   # write both lock files anew from pyproject.toml
	@$(portal) lock
clean:  # everything that can be made again; the data in var/ stays
	@$(portal) clean

export PORT EMPTY ONLY
