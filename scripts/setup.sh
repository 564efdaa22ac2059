#!/bin/sh
# Finds a Python that is new enough and hands over to setup.py.
set -eu
cd "$(dirname "$0")/.."

for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" scripts/setup.py "$@"
    fi
done

if command -v python3 >/dev/null 2>&1; then
    echo "Yolosmith needs Python 3.11 or later; python3 here is $(python3 -c 'import platform; print(platform.python_version())')." >&2
else
    echo "Yolosmith needs Python 3.11 or later, and there is no python3 here." >&2
fi
echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) and try again." >&2
exit 1
