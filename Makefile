# make run    set up and serve http://127.0.0.1:8000/ on SQLite
# make test   set up and pass every test; make lint, make screenshots: parts of it

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: run test lint screenshots translations

run: .venv/runtime
	@# Where Python is told to write no bytecode every start would compile anew, and take twice as long.
	@$(BIN)/python -m compileall -q app.py mood_recommender
	@$(BIN)/flask --app app set-up
	@echo "Mood Recommender: http://127.0.0.1:$(PORT)/"
	@echo "Add a curator:    $(BIN)/flask --app app curators add NAME"
	@exec $(BIN)/gunicorn --config mood_recommender/server.py --bind 127.0.0.1:$(PORT) app:app

test: system-packages .venv/tests lint
	$(BIN)/pytest

lint: .venv/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy mood_recommender training

screenshots: .venv/tests
	$(BIN)/pytest --quiet tests/browser/screenshots.py

# Collects the words of the pages for whoever translates, and compiles what is translated.
translations: .venv/tests
	@mkdir -p build
	$(BIN)/pybabel extract -F pyproject.toml --no-location --no-wrap --omit-header -o build/messages.pot .
	$(BIN)/pybabel update -i build/messages.pot -d mood_recommender/translations --no-wrap --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel compile -d mood_recommender/translations

.PHONY: system-packages
system-packages:
	@tests/install-system-packages.sh

.venv/runtime: setup.cfg
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: apt-get install python3, or make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable .
	@touch $@

# mysqlclient builds from source, so the system packages come first.
.venv/tests: setup.cfg .venv/runtime | system-packages
	$(BIN)/pip install --quiet --editable '.[mysql,mtcnn,train,dev]'
	@touch $@
