#!/bin/sh
# Install what the tests need beside Python packages; do nothing where all of it is there.
set -eu

missing=""
need() { # need PACKAGE COMMAND...: one of the commands has to be there
    package=$1
    shift
    for command in "$@"; do
        if PATH="$PATH:/usr/sbin" command -v "$command" >/dev/null; then return; fi
    done
    missing="$missing $package"
}
need chromium chromium chromium-browser
need mariadb-server mariadbd
need default-libmysqlclient-dev mariadb_config mysql_config
need pkg-config pkg-config
need gcc gcc
python3 -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' 2>/dev/null ||
    missing="$missing python3-dev"

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    sudo=""
elif sudo -n apt-get --version >/dev/null 2>&1; then
    sudo="sudo"
else
    echo "The tests need these packages, named as in Debian: apt-get install$missing" >&2
    exit 1
fi
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
