//! `/docker-status`, from the parsed line to the reply, router and store included.

use hailer::domain::name::ProjectName;
use hailer::engine::Engine;

use super::official::{self, run};
use super::shop::{PROJECT, Shop};
use super::table::{Figure, Row};
use super::turns::in_turn;

const GOAL: Figure = Figure::millis(10);
const ADDED: Figure = Figure::millis(2);

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let host = std::env::var("DOCKER_HOST").ok();
    let engine = shop
        .runtime
        .block_on(Engine::connect(host.as_deref()))
        .unwrap();
    let project = ProjectName::new(PROJECT).unwrap();
    let [ours, bare, compose, docker] = in_turn([
        &mut || {
            let reply = shop.ask("/docker-status");
            assert_eq!(reply.data["containers"].as_array().map(Vec::len), Some(3));
        },
        &mut || {
            let found = shop.runtime.block_on(engine.project_containers(&project));
            assert_eq!(found.unwrap().len(), 3);
        },
        &mut || run(shop.compose().arg("ps")),
        &mut || {
            if official::has_docker() {
                run(std::process::Command::new("docker").args(["compose", "-p", PROJECT, "ps"]));
            }
        },
    ]);
    let added = Row::new(
        "of which Hailer adds to the engine calls",
        Figure::Time(ours.saturating_sub(bare)),
    );
    let [ours, bare, compose, docker] = [ours, bare, compose, docker].map(Figure::Time);
    let row = Row::new("status of 3 services", ours).under(GOAL);
    let mut rows = vec![
        row.beside("the engine calls it makes, alone", bare),
        added.under(ADDED),
        row.beside("docker-compose ps", compose),
    ];
    if official::has_docker() {
        rows.push(row.beside("docker compose ps", docker));
    }
    rows
}
