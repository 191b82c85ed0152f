//! Building one service whose steps are all in the builder's cache: the build step of a deploy, from its journal.

use std::process::Command;
use std::time::{Duration, Instant};

use hailer::domain::journal::Step;
use hailer::domain::name::CodebaseName;
use hailer::reply::Status;
use hailer::store::Store;

use super::official::{has_docker, run};
use super::shop::{PROJECT, Shop};
use super::table::{Figure, Row};
use super::turns::median;

/// How often each is run; an odd number.
const ROUNDS: usize = 11;

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let store = shop.store();
    let mut times = [const { Vec::new() }; 3];
    // The first two rounds make the two images that the others find in the cache.
    for round in 0..ROUNDS + 2 {
        let dockerfile = format!(
            "FROM scratch\nLABEL turn={}\nCOPY shop /shop\nENTRYPOINT [\"/shop\"]\n",
            round % 2
        );
        shop.write("workspace/Dockerfile", &dockerfile);
        let reply = shop.deploy_now();
        assert_eq!(reply.status, Status::Done, "{reply:#?}");
        let ours = shop.runtime.block_on(build_step(&store));
        let compose = timed(shop.compose().args(["build", "web"]));
        let cli = has_docker().then(|| {
            let mut command = Command::new("docker");
            let tag = format!("{PROJECT}-cli");
            timed(
                command
                    .args(["build", "--quiet", "--tag", &tag])
                    .arg(shop.path("workspace")),
            )
        });
        if round >= 2 {
            times[0].push(ours);
            times[1].push(compose);
            times[2].extend(cli);
        }
    }
    let [ours, compose, cli] = times;
    let row = Row::new("build, every step cached", Figure::Time(median(ours)));
    let mut rows = vec![row.beside("docker-compose build", Figure::Time(median(compose)))];
    if has_docker() {
        rows.push(row.beside("docker build", Figure::Time(median(cli))));
        run(Command::new("docker").args(["rmi", &format!("{PROJECT}-cli")]));
    }
    rows
}

/// How long the build of the last deploy took, from its intent in the journal to its end.
async fn build_step(store: &Store) -> Duration {
    let shop = CodebaseName::new("shop").unwrap();
    let operations = store.recent_operations(&shop, 1).await.unwrap();
    let steps = store.steps(&operations[0].id).await.unwrap();
    let build = steps
        .into_iter()
        .find(|record| matches!(record.step, Step::BuildImage { .. }))
        .expect("the deploy has built an image");
    let took = build.ended_at.unwrap() - build.intended_at;
    took.to_std().unwrap()
}

fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    run(command);
    begun.elapsed()
}
