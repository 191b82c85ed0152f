#!/bin/sh
# What the official image's script does, as far as presets ask for it: databases are made by a server that listens on its
# socket alone, with a password for whoever comes over TCP.
set -eu

say() { printf '%s\n' "$*"; }
fail() {
    printf 'Error: %s\n' "$*" >&2
    exit 1
}

# The server's words, for the shell that pg_ctl starts it with.
quoted() {
    for word; do printf "'%s' " "$word"; done
}

sql() { # of the server on the socket
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --no-password "$@"
}

carry_out_files() {
    for file in /docker-entrypoint-initdb.d/*; do
        case $file in
        *.sql)
            say "$0: running $file"
            sql --dbname "$POSTGRES_DB" --file "$file"
            ;;
        */\*) ;;
        *) say "$0: ignoring $file" ;;
        esac
    done
}

make_databases() {
    [ -n "${POSTGRES_PASSWORD:-}" ] || [ "${POSTGRES_HOST_AUTH_METHOD:-}" = trust ] ||
        fail "Database is uninitialized and superuser password is not specified: POSTGRES_PASSWORD"
    initdb --pgdata "$PGDATA" --username "$POSTGRES_USER" --pwfile /dev/stdin --auth-local trust --auth-host trust \
        --encoding UTF8 --locale C --no-sync --no-instructions <<END
${POSTGRES_PASSWORD:-none}
END
    echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
    shift
    pg_ctl --pgdata "$PGDATA" --wait --options "$(quoted "$@") -c listen_addresses=''" start
    [ "$POSTGRES_DB" = postgres ] || sql --dbname postgres --command "CREATE DATABASE \"$POSTGRES_DB\""
    carry_out_files
    pg_ctl --pgdata "$PGDATA" --mode fast --wait stop
    say "PostgreSQL init process complete; ready for start up."
}

[ "${1#-}" = "$1" ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    find "$PGDATA" \! -user postgres -exec chown postgres:postgres '{}' +
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi

: "${POSTGRES_USER:=postgres}"
: "${POSTGRES_DB:=$POSTGRES_USER}"
if [ -s "$PGDATA/PG_VERSION" ]; then
    say "PostgreSQL Database directory appears to contain a database; Skipping initialization"
else
    make_databases "$@"
fi
unset POSTGRES_PASSWORD
exec "$@"
