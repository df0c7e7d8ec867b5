#!/bin/bash
# Makes the virtual environment $1 with the first Python that is new enough, or says in one line
# what is missing. PYTHON names another one.
set -eu

venv=$1
fitting=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        fitting=$candidate
        break
    fi
done

if [ -z "$fitting" ]; then
    found=$("${PYTHON:-python3}" --version 2>/dev/null || true)
    echo "Python 3.11 or newer is needed (found: ${found:-none}); PYTHON=/path/to/python names one." >&2
    exit 1
fi
if ! "$fitting" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$("$fitting" --version) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt-get install python3-venv)." >&2
    exit 1
fi
rm -rf "$venv"
"$fitting" -m venv "$venv"
