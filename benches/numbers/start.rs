//! From the start of the process to its answer, and to its prompt.

use std::process::Command;

use super::official::{self, run};
use super::shop::Shop;
use super::table::{Figure, Row};
use super::terminal::Terminal;
use super::turns::in_turn;

const GOAL: Figure = Figure::millis(100);

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let hailer = |line: &str| {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer
            .env_clear()
            .envs(shop.variables())
            .args(["run", line]);
        run(&mut hailer);
    };
    let [help, status, prompt, compose, docker] = in_turn([
        &mut || hailer("/help"),
        &mut || hailer("/docker-status"),
        &mut || Terminal::at_prompt(&shop.variables()).leave(),
        &mut || run(shop.compose.command().arg("version")),
        &mut || {
            if official::has_docker() {
                run(Command::new("docker").arg("--version"));
            }
        },
    ])
    .map(Figure::Time);
    let mut rows = Vec::new();
    for (what, ours) in [
        ("whole process, `hailer run /help`", help),
        ("whole process, `hailer run /docker-status`", status),
        ("start to prompt and out again, `hailer console`", prompt),
    ] {
        let row = Row::new(what, ours).under(GOAL);
        rows.push(row.beside("docker-compose version", compose));
        if official::has_docker() {
            rows.push(row.beside("docker --version", docker));
        }
    }
    rows
}
