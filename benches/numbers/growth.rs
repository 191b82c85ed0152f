//! How the cost grows with what is there: containers of others on the engine, and codebases in the store.

use std::time::Duration;

use hailer::domain::codebase::Codebase;
use hailer::domain::name::CodebaseName;

use super::official::said;
use super::shop::{PROJECT, Shop};
use super::table::{Figure, Row};
use super::turns::in_turn;

const CONTAINERS: [usize; 3] = [10, 100, 300];
const CODEBASES: [usize; 3] = [10, 1_000, 10_000];

/// The label of what goes at the end.
const OTHERS: &str = "hailer-bench-others";

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let alone = status(shop);
    let mut rows = of_containers(shop, alone);
    rows.extend(of_codebases(shop, alone));
    rows
}

fn status(shop: &Shop) -> Duration {
    let [took] = in_turn([&mut || drop(shop.ask("/docker-status --in shop"))]);
    took
}

fn row(what: String, took: Duration, alone: Duration) -> Row {
    Row::new(what, Figure::Time(took)).beside("without them", Figure::Time(alone))
}

/// They are made and never run: to a list that is the same.
fn of_containers(shop: &Shop, alone: Duration) -> Vec<Row> {
    let others = Others;
    let mut there = 0;
    let rows = CONTAINERS.map(|containers| {
        for number in there..containers {
            let project = format!("com.docker.compose.project=others-{}", number / 3);
            let image = format!("{PROJECT}-web");
            said(&["create", "--label", OTHERS, "--label", &project, &image]);
        }
        there = containers;
        row(
            format!("status of 3 services beside {containers} containers of others"),
            status(shop),
            alone,
        )
    });
    drop(others);
    rows.into()
}

fn of_codebases(shop: &Shop, alone: Duration) -> Vec<Row> {
    let store = shop.store();
    let mut there = 0;
    let rows = CODEBASES.map(|codebases| {
        shop.runtime.block_on(async {
            for number in there..codebases {
                let codebase = Codebase {
                    name: CodebaseName::new(format!("other-{number}")).unwrap(),
                    workspace: None,
                    repository: None,
                    docker: None,
                };
                store.add_codebase(&codebase).await.unwrap();
            }
        });
        there = codebases;
        row(
            format!("status of 3 services beside {codebases} codebases"),
            status(shop),
            alone,
        )
    });
    rows.into()
}

/// The containers of others, which are removed when it is dropped.
struct Others;

impl Drop for Others {
    fn drop(&mut self) {
        let filter = format!("label={OTHERS}");
        let ids = said(&["ps", "--all", "--quiet", "--filter", &filter]);
        let ids: Vec<_> = ids.lines().collect();
        said(&[&["rm", "--force"], ids.as_slice()].concat());
    }
}
