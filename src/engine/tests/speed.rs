//! How fast a project's state is told.

use std::time::{Duration, Instant};

use super::world::World;

#[tokio::test]
async fn the_state_of_three_services_is_told_within_ten_milliseconds() {
    let world = World::new().await;
    let service = |name: &str| format!("  {name}:\n    image: IMAGE\n    command: hang\n");
    let yaml = format!(
        "services:\n{}{}{}",
        service("web"),
        service("api"),
        service("db")
    );
    world.up(&world.model(&yaml).await).await;
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        assert_eq!(world.containers().await.len(), 3);
        times.push(begun.elapsed());
    }
    times.sort();
    println!(
        "median {:?}, fastest {:?}, slowest {:?}",
        times[50], times[0], times[99]
    );
    assert!(times[50] < Duration::from_millis(10), "{:?}", times[50]);
}
