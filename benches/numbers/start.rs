//! From the start of the process to its answer, and to its prompt.

use std::process::Command;

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::terminal::{Terminal, in_a_terminal};
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
    let compose = shop.compose.command();
    let in_terminal = format!("{} version", compose.get_program().display());
    let [help, status, prompt, plain, docker, there, docker_there] = in_turn([
        &mut || hailer("/help"),
        &mut || hailer("/docker-status"),
        &mut || Terminal::at_prompt(&shop.variables()).leave(),
        &mut || run(shop.compose.command().arg("version")),
        &mut || run(Command::new("docker").arg("--version")),
        &mut || run(&mut in_a_terminal(&in_terminal)),
        &mut || run(&mut in_a_terminal("docker --version")),
    ])
    .map(Figure::Time);
    [
        ("whole process, `hailer run /help`", help, plain, docker),
        (
            "whole process, `hailer run /docker-status`",
            status,
            plain,
            docker,
        ),
        (
            "in a terminal, `hailer console` to its prompt and out again",
            prompt,
            there,
            docker_there,
        ),
    ]
    .into_iter()
    .flat_map(|(what, ours, compose, docker)| {
        let row = Row::new(what, ours).under(GOAL);
        [
            row.beside("docker-compose version", compose),
            row.beside("docker --version", docker),
        ]
    })
    .collect()
}
