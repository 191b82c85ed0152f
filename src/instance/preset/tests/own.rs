//! The user's presets: what is read, and what is said of one that can't be.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::domain::finding::FindingKind;
use crate::domain::name::PresetName;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn load(folder: &Path, roots: &[&Path]) -> Catalog {
    let roots: Vec<PathBuf> = roots.iter().map(|root| root.to_path_buf()).collect();
    Catalog::load(Some(folder), &roots).unwrap()
}

/// What is said of the one file, whose folder is left out.
fn said(text: &str) -> String {
    let folder = folder(&[("shop.toml", text)]);
    let catalog = load(folder.path(), &[]);
    assert_eq!(catalog.entries.len(), built_in().unwrap().len());
    let [fault] = catalog.faults.as_slice() else {
        panic!("{:?}", catalog.faults);
    };
    let shown = format!("{}/", folder.path().display());
    fault.to_string().replace(&shown, "")
}

#[test]
fn a_users_preset_is_listed_behind_those_built_in() {
    let shop = text("");
    let folder = folder(&[
        ("any.toml", &shop),
        (".hidden.toml", "x"),
        ("notes.txt", "x"),
    ]);
    let catalog = load(folder.path(), &[]);
    assert_eq!(catalog.faults, []);
    let last = catalog.entries.last().unwrap();
    assert_eq!(last.preset.name.as_str(), "shop");
    assert_eq!(
        last.file.as_deref(),
        Some(folder.path().join("any.toml").as_path())
    );
}

#[test]
fn what_is_wrong_is_named_with_line_key_and_what_would_do() {
    let all: Vec<String> = [
        // Keys and types.
        text("comand = [\"serve\"]"),
        text("[limits]\nmemroy = \"1GiB\""),
        text("[limits]\nmemory = \"much\""),
        text("[limits]\nmemory = 5"),
        text("[modes.turbo]\nrestart = \"no\""),
        text("[modes.fast]\nrestart = \"never\""),
        text("logs = \"file\""),
        text("[[ports]]\ncontainer = 80\nprotocol = \"htpp\""),
        text("[environment]\n\"2ND\" = \"x\""),
        text("[environment]\nKEY = { secret = \"generatd\" }"),
        text("[environment]\nKEY = { secret = \"given\" }"),
        text("[environment]\nKEY = { discovered = \"quilt.catalogue\" }"),
        text("[environment]\nKEY = 5"),
        "about = \"A shop\"\n".to_owned(),
        text("").replace("\"shop\"", "\"Shop\""),
        text("[limits\n"),
        text("name = \"again\""),
        // What only shows when it is seen whole.
        text("").replace("default_version = \"1\"", "default_version = \"2\""),
        text("").replace("{ 1 = {} }", "{ 1 = {}, 2 = { aliases = [\"1\"] } }"),
        text("").replace("shop:{version}", "shop:{versoin}"),
        text("[[ports]]\ncontainer = 80\n[[ports]]\ncontainer = 81"),
        text("[[ports]]\ncontainer = 0"),
        text("volumes = [{ name = \"a\", target = \"{data}\" }]"),
        text("volumes = [{ name = \"a\", target = \"/a\" }, { name = \"b\", target = \"/a\" }]"),
        text("volumes = [{ target = \"/a\" }]"),
        text("tmpfs = [{ target = \"../etc\" }]"),
        text("limits = { memory = \"1MiB\" }"),
        text("[modes.durable]\nlimits = { memory = \"64MiB\", memory_swap = \"32MiB\" }"),
        text("command = []"),
        text("labels = { \"hailer.managed\" = \"false\" }"),
        text("[security]\nread_only = true\n[files]\n\"/etc/shop.conf\" = \"x\""),
        text("[connect]\nurl = \"http://{host}:{prot}\"\n[[ports]]\ncontainer = 80"),
        // What the policy denies.
        text("[security]\nprivileged = true"),
        text("volumes = [{ host = \"/etc\", target = \"/a\" }]"),
        text("[modes.fast]\nvolumes = [{ host = \"/var/run/docker.sock\", target = \"/a\" }]"),
    ]
    .iter()
    .map(|text| said(text))
    .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_folder_of_this_machine_has_to_lie_under_an_allowed_root() {
    let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let link = root.path().join("link");
    std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
    let mounting = |host: &Path| {
        let host = host.display();
        let shop = text(&format!(
            "volumes = [{{ host = \"{host}\", target = \"/a\" }}]"
        ));
        let folder = folder(&[("shop.toml", &shop)]);
        load(folder.path(), &[root.path()]).faults
    };
    assert_eq!(mounting(root.path()), []);
    for outside in [elsewhere.path(), &link] {
        let faults = mounting(outside);
        assert_eq!(faults.len(), 1, "{outside:?}");
        assert_eq!(faults[0].key.as_deref(), Some("volumes[0]"));
        assert!(
            faults[0].problem.contains("HAILER_ALLOWED_ROOTS"),
            "{}",
            faults[0]
        );
    }
}

#[test]
fn what_the_policy_warns_of_is_kept_and_shown() {
    let shop = text("network = \"host\"\n[security]\ncap_add = [\"NET_ADMIN\"]");
    let folder = folder(&[("shop.toml", &shop)]);
    let catalog = load(folder.path(), &[]);
    assert_eq!(catalog.faults, []);
    let found = catalog.entries.last().unwrap().warnings.iter();
    let found: Vec<_> = found
        .map(|found| (found.kind, found.path.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (FindingKind::HostNetwork, "network"),
            (FindingKind::CapAdd, "security.cap_add")
        ]
    );
}

#[test]
fn a_name_that_is_taken_is_refused_wherever_it_is_taken() {
    let redis = text("").replace("\"shop\"", "\"redis\"");
    let said = said(&redis);
    assert_eq!(
        said,
        "shop.toml can't be used. Line 1, name: redis is built in, expected a name that no other preset has. Choose another name."
    );

    let (shop, other) = (text(""), text("").replace("shop", "other"));
    let folder = folder(&[("a.toml", &shop), ("b.toml", &shop), ("c.toml", &other)]);
    let catalog = load(folder.path(), &[]);
    let own = catalog.entries.iter().filter(|entry| entry.file.is_some());
    assert!(own.map(|entry| entry.preset.name.as_str()).eq(["other"]));
    let [a, b] = catalog.faults.as_slice() else {
        panic!("{:?}", catalog.faults);
    };
    assert!(
        a.file.ends_with("a.toml") && a.problem.contains("b.toml"),
        "{a}"
    );
    assert!(
        b.file.ends_with("b.toml") && b.problem.contains("a.toml"),
        "{b}"
    );
}

#[test]
fn what_cant_be_read_is_said_and_keeps_no_other_out() {
    let missing = load(Path::new("/nowhere/presets"), &[]);
    assert_eq!(missing.entries.len(), built_in().unwrap().len());
    assert_eq!(
        missing.faults[0].to_string(),
        "The folder /nowhere/presets can't be used. HAILER_PRESETS_DIR names it: No such file or directory (os error 2). Make it \
         readable for the user that runs Hailer, or set HAILER_PRESETS_DIR to another."
    );

    let (shop, large) = (text(""), "# x\n".repeat(20_000));
    let folder = folder(&[("shop.toml", &shop), ("large.toml", &large)]);
    fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe]).unwrap();
    fs::create_dir(folder.path().join("folder.toml")).unwrap();
    let catalog = load(folder.path(), &[]);
    assert_eq!(catalog.entries.last().unwrap().preset.name.as_str(), "shop");
    let faults = catalog.faults.iter().map(|fault| fault.problem.as_str());
    let faults: Vec<_> = faults.collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults[0].contains("UTF-8"), "{faults:?}");
    assert!(faults[1].contains("not a file"), "{faults:?}");
    assert!(faults[2].contains("64 KiB"), "{faults:?}");
}

#[test]
fn an_unknown_preset_is_told_the_nearest() {
    let unknown = PresetName::new("postgress").unwrap();
    let said = Catalog::load(None, &[])
        .unwrap()
        .find(&unknown)
        .unwrap_err()
        .to_string();
    assert_eq!(
        said,
        "There is no preset postgress. There are postgres, pgvector, redis, mysql, sqlserver, azurite, mcp-stateless, \
         mcp-multitenant-fake, mcp-health-check. Ask for postgres."
    );
}

#[test]
fn an_unknown_preset_whose_file_is_at_fault_is_told_what_is_wrong_with_it() {
    let wrong = text("surprise = 1");
    let folder = folder(&[("a.toml", "="), ("shop.toml", &wrong)]);
    let catalog = load(folder.path(), &[]);
    let said = |name: &str| {
        let unknown = PresetName::new(name).unwrap();
        catalog.find(&unknown).unwrap_err().to_string()
    };
    let its = said("shop");
    assert!(its.contains("shop.toml can't be used. "), "{its}");
    assert!(its.contains("surprise"), "{its}");
    let anothers = said("other");
    assert!(
        anothers.ends_with("a.toml can't be used. Ask for postgres."),
        "{anothers}"
    );
}
