use super::*;
use proptest::prelude::*;

fn reply(status: Status) -> Reply {
    Reply::new(status, "x").about(&CodebaseName::new("shop").unwrap())
}

fn data(keyboard: &Keyboard) -> Vec<&str> {
    let buttons = keyboard.iter().flatten();
    buttons.map(|button| button.data.as_str()).collect()
}

#[test]
fn a_preview_has_yes_and_no_of_its_own_nonce_and_nothing_else() {
    let preview = reply(Status::NeedsConfirmation)
        .then("Yes", "/confirm 7KQ2MD")
        .then("No", "/cancel");
    let (keyboard, left) = of(&preview, Some("4fzzk1"));
    assert_eq!(data(&keyboard), ["yes:4fzzk1", "no:4fzzk1"]);
    assert!(left.is_empty());
    assert_eq!(
        Pressed::read("yes:4fzzk1"),
        Some(Pressed::Confirm("4fzzk1".to_owned()))
    );
}

#[test]
fn a_suggestion_says_which_codebase_it_was_meant_for() {
    let rolled_back = reply(Status::RolledBack)
        .then("Logs", "/docker-logs --operation 7kq2md0x4f")
        .then("Retry", "/docker-deploy --in other")
        .then("Settings", "/docker-config show");
    let (keyboard, left) = of(&rolled_back, None);
    assert_eq!(
        data(&keyboard),
        [
            "/logs --operation 7kq2md0x4f --in shop",
            "/deploy --in other",
            "/config show --in shop"
        ]
    );
    assert!(left.is_empty());
}

#[test]
fn what_does_not_fit_or_must_be_filled_in_stays_text() {
    let long = format!("/docker-status {}x", "service-".repeat(7));
    let usage = reply(Status::Usage)
        .then("Add one", "/codebase add NAME --workspace PATH")
        .then("Status", long.clone())
        .then("List", "/codebase list");
    let (keyboard, left) = of(&usage, None);
    assert_eq!(data(&keyboard), ["/codebase list"]);
    let left: Vec<_> = left.iter().map(|next| next.command.as_str()).collect();
    let long = long.replace("/docker-status", "/status") + " --in shop";
    assert_eq!(left, ["/codebase add NAME --workspace PATH", &long]);
}

#[test]
fn a_correction_is_shown_in_full_and_can_be_tapped() {
    let usage = Reply::usage("No such flag")
        .with(Block::Code(
            "/docker-status -web\n               ^^^^".to_owned(),
        ))
        .then("Did you mean", "/docker-status web");
    let (keyboard, left) = of(&usage, None);
    assert_eq!(keyboard[0][0].label, "/docker-status web");
    assert_eq!(left.len(), 1);
}

#[test]
fn long_labels_have_a_row_of_their_own() {
    let failed = reply(Status::Failed)
        .then("Status", "/docker-status")
        .then("Logs", "/docker-logs")
        .then("Ask how production stands", "/docker-status")
        .then("Releases", "/docker-history");
    let (keyboard, _) = of(&failed, None);
    let rows: Vec<usize> = keyboard.iter().map(Vec::len).collect();
    assert_eq!(rows, [2, 1, 1]);
}

proptest! {
    #[test]
    fn any_data_can_be_read_and_what_we_send_comes_back(data in any::<String>()) {
        let read = Pressed::read(&data);
        let again = read.map_or_else(|| data.clone(), |pressed| pressed.data());
        prop_assert_eq!(again, data);
    }
}
