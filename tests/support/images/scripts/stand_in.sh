#!/bin/sh
# A container's first process gets no signal that it has no handler for, and a stand-in has none.
told=
"$@" &
server=$!
trap 'told=yes; kill "$server"' TERM INT
wait "$server"
status=$?
[ -z "$told" ] || { wait "$server"; status=0; }
exit "$status"
