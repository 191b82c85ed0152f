# shellcheck shell=bash
# The Docker Engine: does it answer, and if not, start it, also after it was killed. Sourced by scripts/setup.

engine_log=/var/log/dockerd.log
engine_start_limit=90 # seconds

case ${DOCKER_HOST:-} in
    '') engine_socket=/var/run/docker.sock ;;
    unix://*) engine_socket=${DOCKER_HOST#unix://} ;;
    *) fail "DOCKER_HOST=$DOCKER_HOST: tests and demo need a local engine's socket; unset it" ;;
esac

# Prints the body of GET PATH; fails on anything but 200 within five seconds. Perl because it is Essential in Debian
# and neither curl nor a Docker CLI is.
engine_get() { # PATH
    perl -MIO::Socket::UNIX -e '
        alarm 5;
        my $socket = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
        print $socket "GET $ARGV[1] HTTP/1.0\r\nHost: docker\r\n\r\n";
        local $/;
        my $answer = <$socket> // "";
        $answer =~ m{^HTTP/1\.[01] 200 .*?\r\n\r\n(.*)}s or exit 1;
        print $1;
    ' "$engine_socket" "$1" 2>/dev/null
}

engine_answers() { [[ -S $engine_socket && $(engine_get /_ping) == OK ]]; }

# Every component has a version; the Engine's own stands after their list.
engine_version() { engine_get /version | sed -n 's/.*\],"Version":"\([^"]*\)".*/\1/p'; }

start_engine() {
    ! engine_answers || return 0
    [[ -z ${DOCKER_HOST:-} ]] || fail "nothing answers at DOCKER_HOST=$DOCKER_HOST; start that engine or unset DOCKER_HOST"
    if [[ -d /run/systemd/system ]]; then
        say "starting docker.service"
        systemctl start docker 9>&- || fail "systemd could not start it:"$'\n'"$(journalctl -u docker -n 20 --no-pager)"
    elif [[ -n $(pids_named dockerd) ]]; then
        # The package's own init script may have just started it.
        say "dockerd is running and does not answer yet; waiting"
    else
        clear_engine_leftovers
        say "starting dockerd in the background, log in $engine_log"
        setsid nohup dockerd >>"$engine_log" 2>&1 </dev/null 9>&- &
    fi
    wait_until "$engine_start_limit" engine_answers ||
        fail "nothing answers at $engine_socket after $engine_start_limit s; the end of $engine_log:"$'\n'"$(tail -n 20 "$engine_log" 2>&1)"
}

# A killed dockerd leaves its containerd, the shims and the containers running, and files that say it still lives; the
# next one may wait for them for ever. Only called when no dockerd lives: then these belong to nobody. dockerd itself
# would end the containers on its start, unless it was told to keep them.
clear_engine_leftovers() {
    local shims=() daemons=() pid
    if grep -qs '"live-restore"[[:space:]]*:[[:space:]]*true' /etc/docker/daemon.json; then
        say "live-restore is on: containers of the last dockerd are left as they are"
    else
        for pid in $(pids_named containerd-shim); do
            [[ $(command_line_of "$pid") != *" -namespace moby "* ]] || shims+=("$pid")
        done
        for pid in $(pids_named containerd); do
            [[ $(command_line_of "$pid") != *docker/containerd/containerd.toml* ]] || daemons+=("$pid")
        done
        end_leftover_containers "${shims[@]}"
        end_leftover_daemons "${shims[@]}" "${daemons[@]}"
    fi
    remove_stale_file /var/run/docker.pid /var/run/docker.sock
    # dockerd takes this socket's existence as proof of a containerd behind it.
    [[ -n $(pids_named containerd) ]] || remove_stale_file /run/containerd/containerd.sock /run/containerd/containerd.sock.ttrpc \
        /var/run/docker/containerd/containerd.pid /var/run/docker/containerd/*.sock /var/run/docker/containerd/*.sock.ttrpc
}

end_leftover_containers() { # PID of a shim…
    local shim inits=()
    for shim in "$@"; do
        mapfile -t -O "${#inits[@]}" inits < <(children_of "$shim" | tr ' ' '\n' | sed '/^$/d')
    done
    [[ ${#inits[@]} -gt 0 ]] || return 0
    say "ending ${#inits[@]} container(s) that a killed dockerd left"
    end_processes "${inits[@]}"
}

end_leftover_daemons() { # PID of a shim or a containerd…
    local proxies
    mapfile -t proxies < <(pids_named docker-proxy)
    [[ $# -gt 0 || ${#proxies[@]} -gt 0 ]] || return 0
    say "ending leftovers of a killed dockerd: containerd, shims, proxies ($(($# + ${#proxies[@]})) processes)"
    end_processes "$@" "${proxies[@]}"
}

print_engine_commands() {
    if [[ -S $engine_socket && ! -w $engine_socket ]]; then
        printf '    %s\n' "sudo usermod -aG docker $(id -un)    # then log in again: this user may not speak to $engine_socket"
    else
        printf '    %s\n' "sudo systemctl start docker    # nothing answers at $engine_socket"
    fi
}
