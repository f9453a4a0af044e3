#!/bin/sh
# Resolves the requirements anew: names, versions and hashes only, no index address. Usage: tools/lock.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header "$@"
}
lock pyproject.toml --extra demo --group test -o requirements/test.txt "$@"
lock pyproject.toml --extra demo --group assets -c requirements/test.txt -o requirements/run.txt "$@"
