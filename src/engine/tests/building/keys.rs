//! Each key of a build, by what it does to the image or to its steps.

use bollard::query_parameters::RemoveImageOptions;

use super::{BOTH, build, build_with, folder};
use crate::compose::model::ulimit::Ulimit;
use crate::engine::build::Builder;
use crate::engine::tests::world::World;
use crate::engine::{BuildRequest, Dockerfile};

/// A step that prints these files, and is never taken from a cache.
fn showing(paths: &str) -> String {
    let mut random = [0; 5];
    getrandom::fill(&mut random).unwrap();
    let unique = hex::encode(random);
    format!("FROM IMAGE\nENV UNIQUE={unique}\nRUN [\"/shop\", \"show\", {paths}]\n")
}

fn say(lines: &[String], what: &str) -> bool {
    lines.iter().any(|line| line.contains(what))
}

#[tokio::test]
async fn every_extra_host_is_known_to_the_steps() {
    let world = World::new().await;
    for builder in BOTH {
        let mut request = folder(&world, &showing("\"/etc/hosts\""), &[]);
        request.extra_hosts = vec!["one.test:192.0.2.1".into(), "two.test:192.0.2.2".into()];
        let lines = build_with(&world, builder, &request).await.unwrap();
        for host in ["one.test", "two.test"] {
            assert!(say(&lines, host), "{builder:?}: {lines:?}");
        }
    }
}

#[tokio::test]
async fn limits_hold_in_the_steps_whatever_the_engines_buildkit_hears() {
    let world = World::new().await;
    let files = "\"/proc/mounts\", \"/proc/self/limits\"";
    let mut request = folder(&world, &showing(files), &[]);
    request.shm_size = Some(32 << 20);
    let open_files = Ulimit { soft: 77, hard: 78 };
    request.ulimits.insert("nofile".into(), open_files);
    let lines = build(&world, &request).await.unwrap();
    let with = |words: [&str; 2]| {
        let all = |line: &&String| words.iter().all(|word| line.contains(word));
        lines.iter().any(|line| all(&line))
    };
    assert!(with(["/dev/shm", "size=32768k"]), "{lines:?}");
    assert!(with(["Max open files", " 77 "]), "{lines:?}");
}

#[tokio::test]
async fn the_network_of_the_steps_is_the_one_that_is_named() {
    let world = World::new().await;
    for builder in BOTH {
        let mut request = folder(&world, &showing("\"/proc/net/dev\""), &[]);
        request.network = Some("none".into());
        let lines = build_with(&world, builder, &request).await.unwrap();
        assert!(
            say(&lines, "lo:") && !say(&lines, "eth0:"),
            "{builder:?}: {lines:?}"
        );
    }
    let mut request = folder(&world, &showing("\"/proc/net/dev\""), &[]);
    request.network = Some("host".into());
    let lines = build(&world, &request).await.unwrap();
    let of_host = std::fs::read_to_string("/proc/net/dev").unwrap();
    let names = of_host
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.trim()));
    // Those of other projects' networks come and go.
    let stay = names.filter(|name| !name.starts_with("veth") && !name.starts_with("br-"));
    for name in stay {
        assert!(say(&lines, &format!("{name}:")), "{lines:?}");
    }
    // A network of its own is the classic builder's to join; one that isn't there is named.
    request.network = Some(format!("{}-nowhere", world.project));
    let error = build(&world, &request).await.unwrap_err().to_string();
    assert!(error.contains("-nowhere"), "{error}");
}

#[tokio::test]
async fn an_image_is_built_for_the_platform_that_is_named() {
    let world = World::new().await;
    let dockerfile = format!("FROM scratch\nLABEL a={}\nCOPY a /a\n", world.project);
    let mut request = folder(&world, &dockerfile, &[("a", "")]);
    request.platform = Some("linux/arm64".into());
    build(&world, &request).await.unwrap();
    let image = world.engine.docker().inspect_image(&request.tag).await;
    assert_eq!(image.unwrap().architecture.as_deref(), Some("arm64"));
}

#[tokio::test]
async fn only_the_images_that_are_named_are_taken_as_a_cache() {
    let world = World::new().await;
    let mut request = folder(&world, "FROM IMAGE\nCOPY b.txt /\n", &[("b.txt", "y")]);
    build_with(&world, Builder::Classic, &request)
        .await
        .unwrap();
    request.cache_from = vec![request.tag.clone()];
    let lines = build_with(&world, Builder::Classic, &request)
        .await
        .unwrap();
    assert!(say(&lines, "Using cache"), "{lines:?}");
    request.cache_from = vec![world.image.clone()];
    let lines = build_with(&world, Builder::Classic, &request)
        .await
        .unwrap();
    assert!(!say(&lines, "Using cache"), "{lines:?}");
    // A cache that can't be had costs time, not the build.
    request.cache_from = vec!["127.0.0.1:1/shop:1".to_owned()];
    build(&world, &request).await.unwrap();
}

#[tokio::test]
async fn without_the_cache_every_step_is_made_again() {
    let world = World::new().await;
    let mut request = folder(&world, &showing("\"/proc/version\""), &[]);
    build(&world, &request).await.unwrap();
    let lines = build(&world, &request).await.unwrap();
    assert!(say(&lines, "(cached)"), "{lines:?}");
    request.no_cache = true;
    let lines = build(&world, &request).await.unwrap();
    assert!(
        say(&lines, "Linux version")
            && !say(
                &lines,
                "RUN [\"/shop\", \"show\", \"/proc/version\"] (cached)"
            ),
        "{lines:?}"
    );
}

#[tokio::test]
async fn pull_asks_the_registry_although_the_base_image_is_here() {
    let world = World::new().await;
    // Nothing listens on this port of loopback.
    let base = format!("127.0.0.1:1/{}:1", world.project);
    let tagged = world.engine.tag_image(&world.intent, &world.image, &base);
    tagged.await.unwrap();
    let mut request = folder(&world, &format!("FROM {base}\nENV A=b\n"), &[]);
    let without = build(&world, &request).await;
    request.pull = true;
    let with = build(&world, &request).await;
    let docker = world.engine.docker();
    let gone = docker.remove_image(&base, None::<RemoveImageOptions>, None);
    gone.await.unwrap();
    without.unwrap();
    let error = with.unwrap_err().to_string();
    assert!(error.contains("127.0.0.1:1"), "{error}");
}

#[tokio::test]
async fn every_key_of_a_services_build_is_in_what_is_asked() {
    let world = World::new().await;
    let yaml = "services:
  web:
    build:
      context: ./context
      dockerfile_inline: FROM scratch
      args: {A: b, FROM_OUTSIDE: }
      target: last
      labels: {team: shop}
      cache_from: [shop-web:1]
      network: none
      shm_size: 32m
      extra_hosts: [\"one.test=192.0.2.1\"]
      ulimits: {nofile: {soft: 77, hard: 78}}
      platforms: [linux/arm64]
      pull: true
      no_cache: true
";
    let model = world.model(yaml).await;
    let (name, service) = model.services.iter().next().unwrap();
    let build = service.build.as_ref().unwrap();
    let asked = BuildRequest::of_service(&model, (name, service), build, "shop-web").unwrap();
    assert_eq!(asked.context, world.folder.path().join("context"));
    assert_eq!(asked.dockerfile, Dockerfile::Inline("FROM scratch".into()));
    assert_eq!(asked.tag, "shop-web");
    let args: Vec<_> = asked.args.0.iter().collect();
    assert_eq!(args, [(&"A".to_owned(), &"b".to_owned())]);
    assert_eq!(asked.target.as_deref(), Some("last"));
    assert_eq!(asked.labels["team"], "shop");
    assert_eq!(asked.cache_from, ["shop-web:1"]);
    assert_eq!(asked.network.as_deref(), Some("none"));
    assert_eq!(asked.shm_size, Some(32 << 20));
    assert_eq!(asked.extra_hosts, ["one.test:192.0.2.1"]);
    let limit = Ulimit { soft: 77, hard: 78 };
    assert_eq!(asked.ulimits["nofile"], limit);
    assert_eq!(asked.platform.as_deref(), Some("linux/arm64"));
    assert!(asked.pull && asked.no_cache);
}
