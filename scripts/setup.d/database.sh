# shellcheck shell=bash
# A PostgreSQL cluster for tests alone, outside the clone and beside whatever else the machine runs: PostgreSQL refuses
# root, and a test must never meet a person's data. Sourced by scripts/setup.

database_root=/var/lib/hailer-test/postgres
database_port=54329
database_url=${HAILER_TEST_POSTGRES:-postgres://hailer@127.0.0.1:$database_port/postgres}
database_log=$database_root/log

# Prints the folder of the server's programs: the newest that is installed.
database_programs() {
    local programs
    for programs in /usr/lib/postgresql/*/bin; do
        [[ ! -x $programs/initdb ]] || echo "$programs"
    done | sort -V | tail -n 1
}

# Prints the server's version, which proves that it answers, lets the role in, and knows SQL.
database_version() {
    command -v psql >/dev/null &&
        PGCONNECT_TIMEOUT=5 psql -X -A -t -c 'SHOW server_version' "$database_url" 2>/dev/null | sed 's/ .*//'
}

database_answers() { [[ -n $(database_version) ]]; }

start_database() {
    ! database_answers || return 0
    [[ -z ${HAILER_TEST_POSTGRES:-} ]] || fail "HAILER_TEST_POSTGRES does not answer: start that server or unset the variable"
    local bin
    bin=$(database_programs)
    create_cluster "$bin"
    clear_database_leftovers
    ! database_answers || return 0
    say "starting PostgreSQL for tests on 127.0.0.1:$database_port, log in $database_log"
    # What tests need is speed and many connections; what they write need not survive the machine.
    as_postgres "$bin/pg_ctl" start -s -w -t 60 -D "$database_root/data" -l "$database_log" -o "\
-p $database_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
-c fsync=off -c full_page_writes=off -c synchronous_commit=off" ||
        fail "PostgreSQL did not start; if its data is damaged, remove $database_root and run this again. The end of $database_log:"$'\n'"$(tail -n 20 "$database_log" 2>&1)"
    database_answers || fail "PostgreSQL runs and $database_url does not let us in; see $database_log"
}

create_cluster() { # PROGRAMS
    local version data=$database_root/data
    version=$(basename "$(dirname "$1")")
    if [[ -f $data/PG_VERSION && $(cat "$data/PG_VERSION") != "$version" ]]; then
        say "removing the test cluster of PostgreSQL $(cat "$data/PG_VERSION"): $version is installed now"
        rm -rf "$data"
    fi
    # An initdb that was cut short leaves a folder that looks whole; the mark is set after a whole one.
    [[ ! -f $database_root/created || ! -f $data/PG_VERSION ]] || return 0
    say "creating a PostgreSQL $version cluster for tests in $data"
    rm -rf "$data"
    install -d -m 755 "$(dirname "$database_root")"
    install -d -m 700 -o postgres -g postgres "$database_root"
    quietly as_postgres "$1/initdb" --username=hailer --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync -D "$data"
    touch "$database_root/created"
}

# After a kill -9, children of the dead server may still run, and postmaster.pid may name a process that is now another.
# A server that lives is only waited for: it may be starting, or serving all the connections it has to another test run.
clear_database_leftovers() {
    local data=$database_root/data pid leftovers=()
    [[ -e $data/postmaster.pid ]] || return 0
    if serves_the_cluster "$(head -n 1 "$data/postmaster.pid")"; then
        say "the PostgreSQL for tests is running and does not answer yet; waiting"
        wait_until 30 database_answers || fail "it did not answer for 30 s; see $database_log"
        return
    fi
    for pid in $(pids_named postgres); do
        ! serves_the_cluster "$pid" || leftovers+=("$pid")
    done
    if [[ ${#leftovers[@]} -gt 0 ]]; then
        say "ending ${#leftovers[@]} process(es) that a killed PostgreSQL left"
        end_processes "${leftovers[@]}"
    fi
    remove_stale_file "$data/postmaster.pid"
}

serves_the_cluster() { # PID
    is_alive "$1" && [[ $(readlink "/proc/$1/cwd") == "$database_root/data" ]]
}

as_postgres() { (cd / && runuser -u postgres -- "$@" 9>&-); }

print_database_commands() {
    local bin
    bin=$(database_programs)
    bin=${bin:-"/usr/lib/postgresql/*/bin"}
    printf '    %s\n' "sudo install -d -m 700 -o postgres $database_root" \
        "sudo -u postgres $bin/initdb -U hailer --auth=trust -D $database_root/data" \
        "sudo -u postgres $bin/pg_ctl start -w -D $database_root/data -l $database_log -o '-p $database_port -c listen_addresses=127.0.0.1'" \
        "(or name another server in which tests may create databases: HAILER_TEST_POSTGRES=postgres://…)"
}
