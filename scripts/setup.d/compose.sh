# shellcheck shell=bash
# The Compose plugin, which Hailer uses as its parser of compose files. Sourced by scripts/setup.

compose_folders=(
    "${DOCKER_CONFIG:-${HOME:-/root}/.docker}/cli-plugins"
    /usr/local/lib/docker/cli-plugins
    /usr/local/libexec/docker/cli-plugins
    /usr/lib/docker/cli-plugins
    /usr/libexec/docker/cli-plugins
)

# Prints the path of the binary: HAILER_COMPOSE_BIN, else the first in Docker's cli-plugins folders.
compose_binary() {
    local folder
    if [[ -n ${HAILER_COMPOSE_BIN:-} ]]; then
        echo "$HAILER_COMPOSE_BIN"
        return
    fi
    for folder in "${compose_folders[@]}"; do
        if [[ -x $folder/docker-compose ]]; then
            echo "$folder/docker-compose"
            return
        fi
    done
}

compose_version() {
    local binary
    binary=$(compose_binary)
    [[ -n $binary ]] && "$binary" version --short 2>/dev/null
}

# 2.20 or later.
compose_is_there() {
    local version
    version=$(compose_version) && [[ ${version#v} =~ ^(2\.[2-9][0-9]|2\.[1-9][0-9]{2}|[3-9]\.|[1-9][0-9]+\.) ]]
}

install_compose() {
    ! compose_is_there || return 0
    [[ -z ${HAILER_COMPOSE_BIN:-} ]] || fail "HAILER_COMPOSE_BIN=$HAILER_COMPOSE_BIN is no Docker Compose 2.20 or later; correct it or unset it"
    # From trixie on Debian's docker-compose is the plugin; before that it is Compose 1, written in Python.
    if [[ $(os_field VERSION_CODENAME) == bookworm ]]; then
        install_compose_from_trixie
    else
        update_lists
        say "installing docker-compose"
        quietly env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 docker-compose
    fi
    compose_is_there || fail "Compose was installed and still does not run: $(compose_binary) version"
}

# The plugin is one binary that runs on bookworm as it is. apt fetches and verifies it in folders of
# its own, so that the machine's own list of sources and packages stays as it was.
install_compose_from_trixie() {
    local mirror work target=/usr/local/lib/docker/cli-plugins
    # shellcheck disable=SC2016 # apt-get expands these fields, not bash
    mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' | sed -n 's/ bookworm$//p' | head -n 1)
    [[ -n $mirror ]] || fail "apt names no mirror of Debian bookworm; put docker-compose 2 into $target by hand"
    say "installing the Compose plugin from Debian trixie ($mirror) into $target"
    work=$(mktemp -d)
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
    local options=(
        -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
    )
    quietly apt-get "${options[@]}" update
    (cd "$work" && quietly apt-get "${options[@]}" download docker-compose)
    quietly dpkg -x "$work"/docker-compose_*.deb "$work/tree"
    install -D -m 755 "$work/tree/usr/libexec/docker/cli-plugins/docker-compose" "$target/docker-compose"
    rm -rf "$work"
}

print_compose_commands() {
    printf '    %s\n' "Docker Compose 2 is missing: put its docker-compose into ~/.docker/cli-plugins/ or its path in HAILER_COMPOSE_BIN" \
        "(Debian trixie and later: sudo apt-get install docker-compose)"
}
