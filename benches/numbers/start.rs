//! From the start of the process to its answer, and to its prompt.

use std::process::Command;

use super::official::run;
use super::shop::{PROJECT, Shop};
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
    let [
        help,
        status,
        console,
        version,
        ps,
        docker,
        docker_ps,
        there,
        docker_there,
    ] = in_turn([
        &mut || hailer("/help"),
        &mut || hailer("/docker-status"),
        &mut || Terminal::at_prompt(&shop.variables()).leave(),
        &mut || run(shop.compose.command().arg("version")),
        &mut || run(shop.compose().arg("ps")),
        &mut || run(Command::new("docker").arg("--version")),
        &mut || run(Command::new("docker").args(["compose", "-p", PROJECT, "ps"])),
        &mut || run(&mut in_a_terminal(&in_terminal)),
        &mut || run(&mut in_a_terminal("docker --version")),
    ])
    .map(Figure::Time);
    let help = Row::new("whole process, `hailer run /help`", help).under(GOAL);
    let status = Row::new("whole process, `hailer run /docker-status`", status).under(GOAL);
    let prompt = "in a terminal, `hailer console` to its prompt and out again";
    let prompt = Row::new(prompt, console).under(GOAL);
    vec![
        help.beside("docker-compose version", version),
        help.beside("docker --version", docker),
        status.beside("docker-compose ps", ps),
        status.beside("docker compose ps", docker_ps),
        prompt.beside("docker-compose version", there),
        prompt.beside("docker --version", docker_there),
    ]
}
