#!/bin/sh
# Prints version and path of each Python from 3.11 to 3.13 on this machine, one a line and one a
# version: `python3` first if it is one of them, then the newest. With arguments, looks at those
# alone. Fails with a plain message if there is none.
#
# A name on the PATH proves nothing (pyenv leaves names that only print an error), so each candidate
# is run, and must be able to make a virtual environment.
set -u

# Prints nothing and fails outside the range.
probe='
import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(1)
print("%d.%d" % sys.version_info[:2], sys.executable)
'
seen=' '
crippled=''

consider() {
    found=$("$1" -c "$probe" 2>/dev/null </dev/null) || return 0
    version=${found%% *}
    case "$seen" in *" $version "*) return 0 ;; esac
    if "$1" -c 'import ensurepip, venv' 2>/dev/null </dev/null; then
        seen="$seen$version "
        printf '%s\n' "$found"
    else
        crippled=$version
    fi
}

if [ $# -gt 0 ]; then
    for name in "$@"; do consider "$name"; done
else
    for name in python3 python3.13 python3.12 python3.11; do consider "$name"; done
    for minor in 13 12 11; do
        for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor".*/bin/python3; do
            consider "$path"
        done
    done
fi

if [ "$seen" = ' ' ]; then
    if [ -n "$crippled" ]; then
        echo "Python $crippled is here, but it cannot make a virtual environment: its modules venv" \
            "and ensurepip are needed. On Debian or Ubuntu: apt-get install python3-venv" >&2
    else
        echo "A Python from 3.11 to 3.13 is needed, and ${*:-the PATH} has none:" \
            "install one, or name it with PYTHON=/path/to/python." >&2
    fi
    exit 1
fi
