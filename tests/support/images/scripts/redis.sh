#!/bin/sh
# What the official image's script does: the server owns /data and runs as redis. That image is built without the
# protected mode, which would answer nobody from outside of the container.
set -eu
[ "${1#-}" = "$1" ] || set -- redis-server "$@"
[ "$1" = redis-server ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec setpriv --reuid redis --regid redis --init-groups "$0" "$@"
fi
exec "$@" --protected-mode no
