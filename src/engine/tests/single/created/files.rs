//! The files that a container begins with.

use crate::domain::log::LogQuery;
use crate::engine::EngineError;
use crate::engine::single::{Rights, Single};
use crate::engine::tests::world::World;

#[tokio::test]
async fn its_files_are_in_it_when_it_starts() {
    let world = World::new().await;
    let single = Single {
        files: [
            (
                "/docker-entrypoint-initdb.d/1.sql".to_owned(),
                "SELECT 1;\n".to_owned(),
            ),
            ("/etc/new/two".to_owned(), "zwei\n".to_owned()),
        ]
        .into(),
        rights: Rights {
            user: Some("1000:1000".to_owned()),
            ..Rights::default()
        },
        ..world.single(&["show", "/docker-entrypoint-initdb.d/1.sql", "/etc/new/two"])
    };
    let id = world.run_single(&single).await;
    assert_eq!(world.engine.ended(&id).await.unwrap().exit_code, Some(0));
    let lines = world.engine.logs(&id, &LogQuery::last(10)).await.unwrap();
    let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(
        text.iter().any(|line| line.contains("SELECT 1;")),
        "{text:?}"
    );
    assert!(text.iter().any(|line| line.contains("zwei")), "{text:?}");
}

#[tokio::test]
async fn what_can_not_have_its_files_is_not_there() {
    let world = World::new().await;
    // The image's program is no folder.
    let mut single = Single {
        files: [("/shop/file".to_owned(), "x".to_owned())].into(),
        ..world.single(&["hang"])
    };
    let (engine, intent) = (&world.engine, &world.intent);
    let error = engine.create_single(intent, &single).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("can't put files into container"),
        "{error}"
    );
    assert_eq!(engine.by_name(&single.name).await.unwrap(), None);

    single.rights.read_only = true;
    let error = engine.create_single(intent, &single).await.unwrap_err();
    assert!(
        matches!(error, EngineError::Unsupported { .. }),
        "{error:?}"
    );
    assert_eq!(engine.by_name(&single.name).await.unwrap(), None);
}
