//! A bot that is ended takes those with it that were made to go with it, and no others.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::dockerd::signal;
use crate::house::House;

#[tokio::test]
async fn only_what_goes_with_the_bot_goes_with_it() {
    let house = House::with_small(20_900).await;
    let [going, staying, lasting] = ["going", "staying", "lasting"].map(|own| house.named(own));
    for (name, flags) in [
        (&going, "--with-bot"),
        (&staying, ""),
        (&lasting, "--with-bot --persistent"),
    ] {
        let create = format!("/docker-create small --name {name} {flags}");
        house.creates(&create).await;
    }
    let listed = house.does("/docker-instances").await;
    assert!(listed.text.contains("with the bot"), "{}", listed.text);
    let mut bot = Command::new(env!("CARGO_BIN_EXE_hailer"))
        .arg("serve")
        .envs(house.variables().iter().cloned())
        .env("HAILER_LISTEN", "127.0.0.1:0")
        .env("RUST_LOG", "hailer=info")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(bot.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("serving") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "it has ended");
    }
    // A second one at its address ends at once, and nothing else.
    let (_, port) = line.trim_end().rsplit_once(':').unwrap();
    let second = Command::new(env!("CARGO_BIN_EXE_hailer"))
        .arg("serve")
        .envs(house.variables().iter().cloned())
        .env("HAILER_LISTEN", format!("127.0.0.1:{port}"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("can't be listened at"), "{said}");
    assert!(house.on_the_engine().contains(&going));
    signal(bot.id().cast_signed(), Signal::TERM);
    std::io::copy(&mut log, &mut std::io::sink()).unwrap();
    assert!(bot.wait().unwrap().success());
    assert_eq!(house.on_the_engine(), [format!("{lasting}-data"), staying]);
}
