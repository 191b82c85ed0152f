//! What is wrong with a line about instances.

use insta::assert_snapshot;

use super::told;

#[test]
fn what_is_asked_of_create_is_checked() {
    assert_snapshot!(told("/create"), @"
    PRESET is missing
      /create
              ^
    expected a preset, as /docker-presets lists them; for example: /docker-create postgres
    ");
    assert_snapshot!(told("/create Postgres"), @r#"
    "Postgres" is not a preset name
      /create Postgres
              ^^^^^^^^
    expected a preset, as /docker-presets lists them; did you mean: /create postgres
    "#);
    assert_snapshot!(told("/create postgres mysql --name db"), @"
    --name is for one instance, and several are asked for
      /create postgres mysql --name db
                             ^^^^^^
    expected one preset with it, and the others in lines of their own; for example: /docker-create postgres --version 16 --name shop-db --for 2h
    ");
    assert_snapshot!(told("/create postgres mysql --port 5432"), @"
    --port is for one instance, and several are asked for
      /create postgres mysql --port 5432
                             ^^^^^^
    expected one preset with it, and the others in lines of their own; for example: /docker-create postgres --durable --port 5433
    ");
    assert_snapshot!(told("/create postgres --fast --durable"), @"
    --fast and --durable exclude each other
      /create postgres --fast --durable
                              ^^^^^^^^^
    expected one of --fast, --persistent, --durable; for example: /docker-create postgres --durable --port 5433
    ");
    assert_snapshot!(told("/create postgres --port 0"), @r#"
    "0" is not a port
      /create postgres --port 0
                              ^
    expected a port from 1 to 65535; for example: /docker-create postgres --durable --port 5433
    "#);
    assert_snapshot!(told("/create postgres --name Shop"), @r#"
    "Shop" is not an instance name
      /create postgres --name Shop
                              ^^^^
    expected a name of lower-case letters, digits, '-', '_' or '.'; hailer- is put before it; did you mean: /create postgres --name shop
    "#);
    assert_snapshot!(told("/create postgres --volume data:/data"), @r#"
    "data:/data" is not a folder and where it is mounted
      /create postgres --volume data:/data
                                ^^^^^^^^^^
    expected SOURCE:TARGET or SOURCE:TARGET:ro, both absolute and without '..', such as /srv/data:/data:ro; for example: /docker-create postgres --volume /srv/seed:/docker-entrypoint-initdb.d:ro
    "#);
    assert_snapshot!(told("/create postgres --volume /srv/x:/"), @r#"
    "/srv/x:/" is not a folder and where it is mounted
      /create postgres --volume /srv/x:/
                                ^^^^^^^^
    expected SOURCE:TARGET or SOURCE:TARGET:ro, both absolute and without '..', such as /srv/data:/data:ro; for example: /docker-create postgres --volume /srv/seed:/docker-entrypoint-initdb.d:ro
    "#);
    assert_snapshot!(told("/create postgres --image \"a b\""), @r#"
    "a b" is not an image
      /create postgres --image "a b"
                               ^^^^^
    expected an image, such as postgres:16-alpine or ghcr.io/acme/db:2; for example: /docker-create postgres
    "#);
    assert_snapshot!(told("/create postgres --nme x"), @r#"
    "--nme" is not a flag of /docker-create
      /create postgres --nme x
                       ^^^^^
    expected one of --version, --image, --fast, --persistent, --durable, --name, --port, --env, --volume, --for, --with-bot, --public, --replace, --keep, --all-or-nothing, --in; did you mean: /create postgres --name x
    "#);
}

#[test]
fn a_variable_that_cannot_be_read_is_never_repeated() {
    assert_snapshot!(told("/create postgres --env hunter2"), @"
    there is no = in the variable
      /create postgres --env ***
                             ^^^
    expected a variable and its value, KEY=VALUE, in quotes where it has spaces; for example: /docker-create postgres --env TZ=UTC --env PGTZ=UTC
    ");
    assert_snapshot!(told("/create postgres --env PASSWORD=\"hunter 2\" --name x"), @r#"
    a quote counts only at the beginning of the whole
      /create postgres --env PASSWORD=*** *** --name x
                             ^^^^^^^^^^^^
    expected the whole in quotes: --env "KEY=VALUE"; for example: /docker-create postgres --version 16 --name shop-db --for 2h
    "#);
    assert_snapshot!(told("/create postgres PASSWORD=hunter2 x"), @"
    no preset has a = in its name
      /create postgres PASSWORD=*** ***
                       ^^^^^^^^^^^^
    expected a preset here, or --env before a variable; for example: /docker-create postgres
    ");
    assert_snapshot!(told("/create postgres --env PASSWORD=hunter2 --name Ä"), @r#"
    "Ä" is not an instance name
      …e postgres --env PASSWORD=*** --name Ä
                                            ^
    expected a name of lower-case letters, digits, '-', '_' or '.'; hailer- is put before it; for example: /docker-create postgres --version 16 --name shop-db --for 2h
    "#);
    assert_snapshot!(told("/create postgres -e PASSWORD=hunter2"), @r#"
    "-e" is not a flag of /docker-create
      /create postgres -e PASSWORD=***
                       ^^
    expected one of --version, --image, --fast, --persistent, --durable, --name, --port, --env, --volume, --for, --with-bot, --public, --replace, --keep, --all-or-nothing, --in; for example: /docker-create postgres
    "#);
    assert_snapshot!(told("/creat postgres --env PASSWORD=hunter2"), @r#"
    "/creat" is not a command
      /creat postgres --env PASSWORD=***…
      ^^^^^^
    expected a command (see /help)
    "#);
    assert_snapshot!(told("/create postgres --env \"PASSWORD=hunter2"), @r#"
    the quote that opens here is never closed
      /create postgres --env ******
                             ^^^
    expected a closing "; for example: /docker-create postgres --env TZ=UTC --env PGTZ=UTC
    "#);
    assert_snapshot!(told("/create postgres --env 7=hunter2"), @"
    what stands before = is not the name of a variable
      /create postgres --env ***
                             ^^^
    expected a variable and its value, KEY=VALUE, in quotes where it has spaces; for example: /docker-create postgres --env TZ=UTC --env PGTZ=UTC
    ");
}

#[test]
fn services_and_instances_are_told_apart() {
    assert_snapshot!(told("/stop web hailer-x"), @"
    one line is about services or about instances, not both
      /stop web hailer-x
                ^^^^^^^^
    expected services alone, whose names don't begin with hailer-; for example: /docker-stop web
    ");
    assert_snapshot!(told("/stop hailer-x web"), @"
    one line is about services or about instances, not both
      /stop hailer-x web
                     ^^^
    expected instances alone, whose names begin with hailer-; for example: /docker-stop web
    ");
    assert_snapshot!(told("/stop hailer-X"), @r#"
    "hailer-X" is not an instance name
      /stop hailer-X
            ^^^^^^^^
    expected an instance, as /docker-instances lists them; did you mean: /stop hailer-x
    "#);
    assert_snapshot!(told("/stop web --timeout 10"), @"
    --timeout is for instances alone
      /stop web --timeout 10
                ^^^^^^^^^
    expected no --timeout: the compose file says how long services may take to stop; for example: /docker-stop hailer-shop-db --timeout 10
    ");
    assert_snapshot!(told("/stop hailer-x --timeout soon"), @r#"
    "soon" is not a limit of time
      /stop hailer-x --timeout soon
                               ^^^^
    expected seconds or a duration, such as 10 or 2m; for example: /docker-stop hailer-shop-db --timeout 10
    "#);
    assert_snapshot!(told("/logs hailer-x --operation 7kq2md0x4f"), @"
    --operation is for services alone
      /logs hailer-x --operation 7kq2md0x4f
                     ^^^^^^^^^^^
    expected no --operation: an instance's log is that of its container; for example: /docker-logs web 200
    ");
    assert_snapshot!(told("/logs hailer-a hailer-b"), @r#"
    "hailer-b" is not a number of lines
      /logs hailer-a hailer-b
                     ^^^^^^^^
    expected a number of lines from 1 to 10000; for example: /docker-logs web 200
    "#);
}

#[test]
fn which_instances_must_be_said_in_one_way() {
    assert_snapshot!(told("/destroy"), @"
    NAME is missing
      /destroy
               ^
    expected instances by their names, --mine or --all; for example: /docker-destroy hailer-shop-db
    ");
    assert_snapshot!(told("/destroy x --mine"), @"
    --mine stands in the place of names, and there are names
      /destroy x --mine
                 ^^^^^^
    expected instances by their names, --mine or --all; for example: /docker-destroy --mine
    ");
    assert_snapshot!(told("/destroy --mine --all"), @"
    --mine and --all exclude each other
      /destroy --mine --all
                      ^^^^^
    expected one of --mine, --all; for example: /docker-destroy --mine
    ");
    assert_snapshot!(told("/images pull"), @"
    PRESET is missing
      /images pull
                   ^
    expected presets by their names, or --all; for example: /docker-images pull postgres mysql
    ");
    assert_snapshot!(told("/images pull postgres --all"), @"
    --all stands in the place of names, and there are names
      /images pull postgres --all
                            ^^^^^
    expected presets by their names, or --all; for example: /docker-images pull --all
    ");
    assert_snapshot!(told("/images pul"), @r#"
    "pul" is nothing that /docker-images can do
      /images pul
              ^^^
    expected one of list, pull, prune; did you mean: /images pull
    "#);
    assert_snapshot!(told("/images x y"), @r#"
    "x" is nothing that /docker-images can do
      /images x y
              ^
    expected one of list, pull, prune; for example: /docker-images
    "#);
    assert_snapshot!(told("/inspect"), @"
    NAME is missing
      /inspect
               ^
    expected an instance, as /docker-instances lists them; for example: /docker-inspect hailer-shop-db
    ");
    assert_snapshot!(told("/inspect A"), @r#"
    "A" is not an instance name
      /inspect A
               ^
    expected an instance, as /docker-instances lists them; did you mean: /inspect a
    "#);
}
