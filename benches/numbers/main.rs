//! What Hailer takes, beside what people use today, as one table: `make bench`, or
//! `cargo bench -- [status] [chat] [start] [memory] [restart] [growth] [plan] [build] [logs] [three] [handover] [files]
//! [crowd] [webhook] [instances]`.
//!
//! Both sides run in turn on the same project and the same files, so that whatever else this machine does hits both; what
//! is shown are medians. Everything is real: engine, Compose binary, store, terminal. No goal fails the run, since a busy
//! machine is no defect; the table says which were missed. With `BENCH_WRITE=1` the table is `docs/BENCHMARKS.md` too.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench that can't run says so by ending"
)]
#![expect(
    clippy::duplicate_mod,
    reason = "each of the two stand-ins has a clock and a world of its own, of one kind"
)]

#[path = "../../tests/support/bot.rs"]
#[expect(dead_code, reason = "the tests do more with it")]
mod bot;
mod build;
mod chats;
#[path = "../../tests/support/crowd.rs"]
#[expect(dead_code, reason = "the tests do more with it")]
mod crowd;
mod deliveries;
#[path = "../../tests/support/dockerd.rs"]
#[expect(dead_code, reason = "the tests do more with it")]
mod dockerd;
mod files;
#[path = "../../tests/support/github/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests do more with it")]
mod github;
mod growth;
mod handover;
#[path = "../../tests/support/images/mod.rs"]
#[expect(dead_code, reason = "the tests make more of them")]
mod images;
mod instances;
mod logs;
mod machine;
mod memory;
mod official;
mod plan;
#[path = "../../tests/support/postgres.rs"]
mod postgres;
mod restart;
mod shop;
#[path = "../../tests/support/shop_image.rs"]
mod shop_image;
mod start;
mod status;
mod table;
#[path = "../../tests/support/telegram/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the tests do more with it")]
mod telegram;
mod terminal;
mod three;
mod turns;

use machine::Machine;
use shop::Shop;
use table::Row;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/BENCHMARKS.md");

/// Measures a part.
type Measure = fn(&Shop) -> Vec<Row>;

/// The parts that need the shop to be up, in the order in which they run: a deploy comes after what it changes.
const OF_THE_SHOP: [(&str, Measure); 8] = [
    ("status", status::rows),
    ("chat", chats::rows_of_status),
    ("start", start::rows),
    ("memory", memory::rows),
    ("restart", restart::rows),
    ("growth", growth::rows),
    ("plan", plan::rows),
    ("build", build::rows),
];

fn main() {
    // Cargo adds `--bench`.
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let machine = Machine::look();
    println!("{machine}");
    let mut rows = Vec::new();
    // What was measured is seen, whatever becomes of the rest.
    let mut add = |measured: Vec<Row>| {
        println!("\n{}", table::of(&measured));
        rows.extend(measured);
    };
    if OF_THE_SHOP.iter().any(|(part, _)| wanted(part)) {
        let shop = Shop::up();
        for (_, measure) in OF_THE_SHOP.iter().filter(|(part, _)| wanted(part)) {
            add(measure(&shop));
        }
    }
    if wanted("logs") {
        add(logs::rows());
    }
    if wanted("three") {
        add(three::rows());
    }
    if wanted("handover") {
        add(handover::rows());
    }
    if wanted("files") {
        add(files::rows());
    }
    if wanted("crowd") {
        add(chats::rows());
    }
    if wanted("webhook") {
        add(deliveries::rows());
    }
    if wanted("instances") {
        add(instances::rows());
    }
    let table = table::of(&rows);
    println!("\n{table}");
    if std::env::var_os("BENCH_WRITE").is_some_and(|set| set == "1") {
        let page = include_str!("page.md")
            .replace("MACHINE\n", &machine.to_string())
            .replace("TABLE", &table);
        std::fs::write(PAGE, page).expect("docs/BENCHMARKS.md can be written");
        println!("written to {PAGE}");
    }
}
