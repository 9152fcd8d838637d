# `make run` and `make test` are all one needs; both install what is missing.
# Settings: PORT, HOST, HTTPS=1, DEMO=0, DATABASE_URL, PUBLIC_URL (see README.md), as in `make run PORT=8001`.
PYTHON ?= python3
PY := .venv/bin/python
WORKERS ?= 2

.PHONY: run test test-fast test-all lint pictures readme-pictures bench soak bundle translations-extract translations-compile venv-run venv-test

run: venv-run
	@$(PY) -m mysteryshop.serve

# Every check and every test; the closing line is pytest's own and counts both databases. At most ten minutes on two
# cores, the slow ones (test-all) apart: in the order of the folders, so that browsers come first and not at the end, alone.
test: venv-test lint
	@$(PY) -m tests.with_postgresql -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: venv-test lint
	@$(PY) -m tests.with_postgresql -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Seconds: the pure parts and the rules of the house.
test-fast: venv-test
	@$(PY) -m pytest -q -n $(WORKERS) tests/unit tests/conventions tests/js

lint: venv-test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

# Every page and role at three widths, light and dark, in three languages, and every PDF page, into pictures/.
# A part: `make pictures ROLE=shopper LANG=sv` (a LANG of the system, such as C.UTF-8, chooses nothing).
pictures: venv-test
	@$(PY) -m tests.browser.pictures $(if $(ROLE),--roles $(ROLE)) $(addprefix --languages ,$(filter en sv tr,$(LANG)))

# The few pictures of README.md.
readme-pictures: venv-test
	@$(PY) -m tests.browser.readme_pictures

bench: venv-test
	@$(PY) -m benchmarks

# Phones send 10,000 visits with photos through a broken network while the server is killed twenty times, on both
# databases; half an hour. VISITS=200 KILLS=3 DATABASES=sqlite make soak is a look.
soak: venv-test
	@$(PY) -m tests.soak

# The shopper's one script and one style sheet, after a change in static/js or static/css.
bundle: venv-test
	@$(PY) -m mysteryshop.bundles

translations-extract: venv-test
	@$(PY) -m mysteryshop.catalogues extract

translations-compile: venv-run
	@$(PY) -m mysteryshop.catalogues compile

venv-run:
	@$(PYTHON) mysteryshop/provision.py $(if $(filter-out 0,$(HTTPS)),https,run)

venv-test:
	@$(PYTHON) mysteryshop/provision.py test
