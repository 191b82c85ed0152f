# shellcheck shell=bash
# Finding and ending processes, and what dead ones left. Through /proc alone: a fresh machine may have no procps.
# Sourced by scripts/setup.

# Prints the pids of living processes of that name (15 bytes, as the kernel keeps it) in this pid namespace.
# A zombie is not living, and a daemon inside a container is not ours.
pids_named() { # NAME
    local dir name
    for dir in /proc/[0-9]*; do
        read -r name 2>/dev/null <"$dir/comm" || continue
        [[ $name == "$1" ]] || continue
        [[ $(readlink "$dir/ns/pid") == "$(readlink /proc/self/ns/pid)" ]] || continue
        is_alive "${dir#/proc/}" && echo "${dir#/proc/}"
    done
    return 0
}

is_alive() { # PID
    local state
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) && [[ -n $state && $state != [ZX] ]]
}

none_alive() { # PID…
    local pid
    for pid in "$@"; do
        is_alive "$pid" && return 1
    done
    return 0
}

children_of() { # PID
    cat "/proc/$1/task/"*/children 2>/dev/null || true
}

command_line_of() { # PID
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || true
}

# Asks nicely, waits five seconds, then insists.
end_processes() { # PID…
    kill -TERM "$@" 2>/dev/null || true
    wait_until 5 none_alive "$@" || kill -KILL "$@" 2>/dev/null || true
    wait_until 5 none_alive "$@" || fail "these processes do not end: $*"
}

remove_stale_file() { # PATH…
    local path
    for path in "$@"; do
        [[ -e $path || -S $path ]] || continue
        say "removing stale $path"
        rm -f "$path"
    done
}
