#!/bin/bash
# Runs a command that fetches packages ($3…) and keeps what it prints in the log file $2. When it
# fails, says in one line that it was $1 that could not be had, after the end of the log.
set -eu

what=$1 log=$2
shift 2
mkdir -p "$(dirname "$log")"
if ! "$@" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "Could not fetch $what: is the package registry reachable? (All of the output: $log)" >&2
    exit 1
fi
