//! Builds that fail, and what they name.

use std::fs;

use super::{build, build_with, folder};
use crate::engine::EngineError;
use crate::engine::build::Builder;
use crate::engine::tests::world::World;

#[tokio::test]
async fn a_build_that_fails_says_why_with_the_failing_steps_lines_and_leaves_no_tag() {
    let world = World::new().await;
    let dockerfile = "FROM IMAGE\nRUN [\"/shop\", \"crash\", \"3\"]\n";
    let request = folder(&world, dockerfile, &[]);
    for (builder, code) in [
        (Builder::BuildKit, "exit code: 3"),
        (Builder::Classic, "returned a non-zero code: 3"),
    ] {
        let error = build_with(&world, builder, &request).await.unwrap_err();
        let EngineError::BuildFailed {
            reason, last_lines, ..
        } = &error
        else {
            panic!("{error}");
        };
        assert!(reason.contains(code), "{reason}");
        assert!(
            last_lines
                .iter()
                .any(|line| line == "crashing with 3 in 0ns"),
            "{last_lines:?}"
        );
        assert_eq!(world.engine.find_image(&request.tag).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_build_without_its_files_or_its_dockerfile_names_them() {
    let world = World::new().await;
    let request = folder(&world, "FROM IMAGE\nCOPY missing.txt /\n", &[]);
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains("missing.txt"), "{error}");
    fs::remove_file(request.context.join("Dockerfile")).unwrap();
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains("Dockerfile"), "{error}");
    fs::remove_dir_all(&request.context).unwrap();
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains(request.context.to_str().unwrap()), "{error}");
}
