#!/bin/sh
# Goes wrong in the way that it is told. /tmp/ready is there as soon as it is ready; is-ready says so.
until_told() {
    trap 'exit 0' TERM INT
    sleep infinity &
    wait
}

case ${1:-} in
die)
    printf '%s\n' "reading the configuration" "opening the database" "cannot open the database: no such file" >&2
    exit 3
    ;;
eat) exec eat ;;
never) until_told ;;
slow)
    sleep "$2"
    touch /tmp/ready
    until_told
    ;;
stubborn)
    trap '' TERM
    touch /tmp/ready
    while :; do sleep 3600; done
    ;;
*)
    echo "breaker: die, eat, never, slow SECONDS or stubborn" >&2
    exit 2
    ;;
esac
