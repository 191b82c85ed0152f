//! Replies as they stand on screens of several widths, and in a pipe.

mod samples;

use insta::assert_snapshot;
use unicode_width::UnicodeWidthStr;

use super::{Look, render};
use crate::reply::{Block, Cell, Reply, Status, Tone};
use samples::{header, preview, status};

fn screen(width: u16) -> Look {
    Look {
        width: Some(width),
        colour: false,
    }
}

#[test]
fn a_status_fits_a_wide_screen() {
    assert_snapshot!(render(&status(), screen(120)), @"
    ▲ shop: 1 unhealthy, 3 of 3 running

    service  state        uptime     restarts  ports              image
    web      ▲ unhealthy  2 h 5 min        12  8080→80, 8443→443  registry.example.com/team/shop-web:1.4.2
    api      ● healthy    3 d 4 h           0  8081→8081          shop-api:latest

    release  7kq2md0x4f, 3 h ago

    Logs  /docker-logs web
    ");
}

#[test]
fn a_status_fits_an_ordinary_screen() {
    assert_snapshot!(render(&status(), screen(80)), @"
    ▲ shop: 1 unhealthy, 3 of 3 running

    service  state        uptime     restarts  ports      image
    web      ▲ unhealthy  2 h 5 min        12  8080→80,   registry.example.com
                                               8443→443   /team/shop-web:1.4.2
    api      ● healthy    3 d 4 h           0  8081→8081  shop-api:latest

    release  7kq2md0x4f, 3 h ago

    Logs  /docker-logs web
    ");
}

#[test]
fn a_status_becomes_records_on_a_narrow_screen() {
    assert_snapshot!(render(&status(), screen(60)), @"
    ▲ shop: 1 unhealthy, 3 of 3 running

    web  ▲ unhealthy
      uptime    2 h 5 min
      restarts  12
      ports     8080→80, 8443→443
      image     registry.example.com/team/shop-web:1.4.2
    api  ● healthy
      uptime    3 d 4 h
      restarts  0
      ports     8081→8081
      image     shop-api:latest

    release  7kq2md0x4f, 3 h ago

    Logs  /docker-logs web
    ");
}

#[test]
fn a_preview_fits_an_ordinary_screen() {
    assert_snapshot!(render(&preview(), screen(80)), @"
    ? shop: deploy would recreate 1 service, create 1, change 7 files

    from  /home/team/shop, branch main, commit 3f2a9c1d5e

    service  what happens        why                           downtime
    api      recreate ×2, build  its build changed;            short: both need host
                                 environment: DATABASE_URL,    port 8081
                                 LOG_LEVEL
    cache    create              has no container              none

    files  6 added, 1 changed, 0 deleted, 120 unchanged
      ~ compose.yaml (900 B)
      + api/main.rs (2.0 KiB)

    Before you say yes
    - migrate runs again and what it does to the data can't be undone

    Say yes to carry out exactly this; it expires in 10 min.

    Yes  /confirm 7KQ2MD
    No   /cancel
    ");
}

#[test]
fn a_preview_fits_a_narrow_screen() {
    assert_snapshot!(render(&preview(), screen(60)), @"
    ? shop: deploy would recreate 1 service, create 1, change 7
      files

    from  /home/team/shop, branch main, commit 3f2a9c1d5e

    service  what happens  why                 downtime
    api      recreate ×2,  its build changed;  short: both need
             build         environment:        host port 8081
                           DATABASE_URL,
                           LOG_LEVEL
    cache    create        has no container    none

    files  6 added, 1 changed, 0 deleted, 120 unchanged
      ~ compose.yaml (900 B)
      + api/main.rs (2.0 KiB)

    Before you say yes
    - migrate runs again and what it does to the data can't be
      undone

    Say yes to carry out exactly this; it expires in 10 min.

    Yes  /confirm 7KQ2MD
    No   /cancel
    ");
}

#[test]
fn in_a_pipe_nothing_is_wrapped_coloured_or_signed() {
    assert_snapshot!(render(&status(), Look::PLAIN), @"
    shop: 1 unhealthy, 3 of 3 running

    service  state        uptime     restarts  ports              image
    web      ▲ unhealthy  2 h 5 min        12  8080→80, 8443→443  registry.example.com/team/shop-web:1.4.2
    api      ● healthy    3 d 4 h           0  8081→8081          shop-api:latest

    release  7kq2md0x4f, 3 h ago

    Logs  /docker-logs web
    ");
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for width in [40, 60, 80, 100, 120, 140] {
        for reply in [status(), preview()] {
            let shown = render(&reply, screen(width));
            for line in shown.lines() {
                assert!(line.width() <= usize::from(width), "{width}: {line}");
            }
        }
    }
}

#[test]
fn colours_are_ours_alone_and_only_where_they_are_wanted() {
    let evil = Reply::new(Status::Failed, "bad\u{1b}[2J\u{202e}name")
        .with(Block::Code("\u{1b}]0;title\u{7}line".to_owned()))
        .with(Block::Table {
            header: header(["service"]),
            rows: vec![vec![Cell::toned("\u{1b}[5mweb\r\n", Tone::Bad)]],
        });
    let plain = render(&evil, screen(80));
    assert!(
        !plain.contains(['\u{1b}', '\u{7}', '\u{202e}', '\r']),
        "{plain:?}"
    );
    let coloured = Look {
        width: Some(80),
        colour: true,
    };
    let shown = render(&evil, coloured);
    assert!(shown.contains("\u{1b}[31m"), "{shown:?}");
    assert!(
        !shown.contains("[2J") && !shown.contains("]0;") && !shown.contains("[5m"),
        "{shown:?}"
    );
    assert_eq!(console::strip_ansi_codes(&shown), plain);
}
