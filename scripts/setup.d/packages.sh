# shellcheck shell=bash
# What comes from the machine's own Debian release. Sourced by scripts/setup.

os_field() { # NAME of a field of os-release(5)
    sed -n "s/^$1=\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" /etc/os-release 2>/dev/null || true
}
os_id=$(os_field ID)

# Rust's linker, and the C compiler that SQLite and ring are built with.
compiler_is_there() { command -v cc >/dev/null; }

# Only the bench needs it, to compare with.
rsync_is_there() { [[ ${wanted:-} != bench ]] || command -v rsync >/dev/null; }

# It stands before the engine's socket, and in the bench before what is replaced.
nginx_is_there() { [[ -x /usr/sbin/nginx ]]; }

# Tests start registries of their own with it.
registry_is_there() { command -v docker-registry >/dev/null; }

# An image that tests make is of its programs, and they run it without Docker.
redis_is_there() { command -v redis-server >/dev/null && command -v redis-cli >/dev/null; }

# The manual page is read with it.
groff_is_there() { command -v groff >/dev/null; }

# The campaign's wrong clocks are its. Its folder is named after the machine's kind.
faketime_is_there() { compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null; }

missing_packages() {
    compiler_is_there || printf '%s\n' gcc libc6-dev
    rsync_is_there || echo rsync
    nginx_is_there || echo nginx-light
    registry_is_there || echo docker-registry
    redis_is_there || echo redis-server
    groff_is_there || echo groff-base
    faketime_is_there || echo libfaketime
    if ! engine_answers && ! command -v dockerd >/dev/null; then
        echo docker.io
        # From trixie on the client is a package of its own; the demo cleans up with it.
        [[ $(os_field VERSION_CODENAME) == bookworm ]] || echo docker-cli
        # With AppArmor in the kernel and no parser for its profiles, dockerd can't create a container.
        [[ $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null) != Y ]] || echo apparmor
    fi
    if ! database_answers && [[ -z $(database_programs) ]]; then
        echo postgresql
    fi
}

install_packages() {
    local packages
    mapfile -t packages < <(missing_packages)
    [[ ${#packages[@]} -gt 0 ]] || return 0
    update_lists
    say "installing ${packages[*]}"
    # In runlevel 1 packages don't start what they install: nobody asked for a web server on this machine.
    quietly env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 "${packages[@]}"
}

# A source of the machine's own that is out of order is no reason to stop: the install says if it was needed.
update_lists() {
    say "apt-get update"
    apt-get update -qq >/dev/null 2>&1 || say "apt-get update could not read every source; going on with those that answered"
}

# Runs COMMAND with its output kept back, to be shown only when it fails. Its children must not inherit the lock.
quietly() { # COMMAND…
    local output
    output=$("$@" 9>&- 2>&1) || fail "'$*' failed:"$'\n'"$output"
}

print_commands() {
    local packages
    mapfile -t packages < <(missing_packages)
    if [[ $os_id == debian ]]; then
        say "something is missing or down, and this user may not put it right. Run:"
        printf '    %s\n' "sudo scripts/setup${wanted:+ $wanted}"
        say "or by hand:"
        [[ ${#packages[@]} -eq 0 ]] || printf '    %s\n' "sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
    else
        say "it installs on Debian only, and this is ${os_id:-a system without /etc/os-release}. What is missing:"
        compiler_is_there || printf '    %s\n' "a C compiler: cc on PATH"
        registry_is_there || printf '    %s\n' "docker-registry (distribution) on PATH"
        redis_is_there || printf '    %s\n' "redis-server and redis-cli (7.0 or later) on PATH"
        groff_is_there || printf '    %s\n' "groff"
        faketime_is_there || printf '    %s\n' "libfaketime"
        rsync_is_there || printf '    %s\n' "rsync"
        nginx_is_there || printf '    %s\n' "nginx, as /usr/sbin/nginx"
    fi
    compose_is_there || print_compose_commands
    engine_answers || print_engine_commands
    database_answers || print_database_commands
}
