//! Every preset from its creation to its end, as locked down as it says, with the image that stands in for its own.

use serde_json::Value;

use crate::database::Database;
use crate::house::{House, Made, docker};
use crate::images;

async fn house() -> House {
    let quilt = |name: &'static str, url: &str| (name, url.to_owned());
    let catalog = quilt("QUILT_CATALOG_URL", "https://quilt.example.org");
    let registry = quilt("QUILT_REGISTRY_URL", "https://registry.example.org");
    House::told(Database::Sqlite, &[catalog, registry]).await
}

/// Made, seen by `docker inspect`, and gone.
async fn goes_all_the_way(house: &House, line: &str, look: impl FnOnce(&Made, &Value)) {
    let made = house.creates(&format!("/docker-create {line}")).await;
    let listed = house.does("/docker-instances").await;
    assert_eq!(
        listed.data["instances"][0]["condition"], "healthy",
        "{line}"
    );
    house.does(&format!("/docker-inspect {}", made.name)).await;
    let found: Value = serde_json::from_str(&docker(&["inspect", &made.name])).unwrap();
    look(&made, &found[0]);
    let destroy = format!("/docker-destroy {}", made.name);
    let said = house.says(&destroy).await;
    match said.data["confirm"]["code"].as_str() {
        Some(code) => drop(house.does(&format!("/confirm {code}")).await),
        None => assert_eq!(said.code, 0, "{}", said.text),
    }
    house.has_nothing().await;
}

fn memory(found: &Value, mega_bytes: u64) {
    assert_eq!(found["HostConfig"]["Memory"], mega_bytes << 20);
}

/// Its variables, by name.
fn variable<'a>(found: &'a Value, name: &str) -> Option<&'a str> {
    let all = found["Config"]["Env"].as_array().unwrap().iter();
    let mut pairs = all.filter_map(|one| one.as_str().unwrap().split_once('='));
    Some(pairs.find(|(own, _)| *own == name)?.1)
}

#[tokio::test]
async fn the_databases_do() {
    let house = house().await;
    images::pgvector(&house.docker).await;
    images::redis(&house.docker).await;
    for version in ["5.7", "8.4"] {
        images::mysql(&house.docker, version).await;
    }
    for version in ["2019", "2022"] {
        images::sqlserver(&house.docker, version).await;
    }
    for version in ["5.7", "8.4"] {
        goes_all_the_way(
            &house,
            &format!("mysql --version {version}"),
            |made, found| {
                memory(found, 512);
                let password = variable(found, "MYSQL_ROOT_PASSWORD").unwrap();
                assert!(made.connect.to_string().contains(password));
            },
        )
        .await;
    }
    for version in ["2019", "2022"] {
        goes_all_the_way(
            &house,
            &format!("sqlserver --version {version}"),
            |_, found| {
                memory(found, 2048);
                assert_eq!(variable(found, "ACCEPT_EULA"), Some("Y"));
            },
        )
        .await;
    }
    goes_all_the_way(&house, "redis", |made, _| assert_eq!(made.ports.len(), 1)).await;
    goes_all_the_way(&house, "pgvector", |made, _| {
        let query = "SELECT extname FROM pg_extension WHERE extname = 'vector'";
        let words = [
            "exec",
            &made.name,
            "psql",
            "--username=postgres",
            "--dbname=testdb",
            "-tAc",
            query,
        ];
        assert_eq!(docker(&words), "vector");
    })
    .await;
}

#[tokio::test]
async fn azurite_does_at_three_ports_and_keeps_its_data_where_it_is_to() {
    let house = house().await;
    images::azurite(&house.docker).await;
    goes_all_the_way(&house, "azurite", |made, _| {
        assert_eq!(made.ports.len(), 3);
        assert_eq!(made.ports[2] - made.ports[0], 2);
    })
    .await;
    let made = house
        .creates("/docker-create azurite --persistent --port 28000")
        .await;
    assert_eq!(made.ports, [28_000, 28_001, 28_002]);
    house.does(&format!("/docker-destroy {}", made.name)).await;
    assert_eq!(house.on_the_engine().len(), 1);
}

#[tokio::test]
async fn quilts_service_does_in_its_three_modes_and_is_locked_down() {
    let house = house().await;
    images::quilt_mcp(&house.docker).await;
    for preset in ["mcp-stateless", "mcp-multitenant-fake", "mcp-health-check"] {
        goes_all_the_way(&house, preset, |_, found| {
            let host = &found["HostConfig"];
            assert_eq!(host["ReadonlyRootfs"], true);
            assert_eq!(host["CapDrop"], serde_json::json!(["ALL"]));
            assert_eq!(
                host["SecurityOpt"],
                serde_json::json!(["no-new-privileges"])
            );
            memory(found, 512);
            assert_eq!(host["MemorySwap"], host["Memory"]);
            assert_eq!(host["NanoCpus"], 1_000_000_000_u64);
            let tmpfs = host["Tmpfs"].as_object().unwrap();
            assert_eq!(tmpfs["/tmp"], format!("size={},mode=1777", 100 << 20));
            assert_eq!(tmpfs["/run"], format!("size={},mode=755", 10 << 20));
            assert_eq!(
                variable(found, "QUILT_CATALOG_URL"),
                Some("https://quilt.example.org")
            );
        })
        .await;
    }
}

#[tokio::test]
async fn without_a_catalog_it_says_where_one_is_looked_for() {
    let house = House::new().await;
    let said = house.says("/docker-create mcp-stateless").await;
    assert_ne!(said.code, 0);
    for word in ["QUILT_CATALOG_URL", "QUILT_REGISTRY_URL", "quilt3 login"] {
        assert!(said.text.contains(word), "{}", said.text);
    }
    house.has_nothing().await;
}
