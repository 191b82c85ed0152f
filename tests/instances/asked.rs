//! What a preset comes to, and how the Engine API is told it.

use bollard::models::{
    ContainerCreateBody, HostConfig, Mount as EngineMount, MountType, PortBinding,
};
use hailer::instance::preset::{
    Discovered, Mount, Preset, Published, Size, Source, Spec, Supplied, Wanted, built_in, generate,
};

/// What a built-in preset comes to, with passwords drawn and a catalog found.
pub(crate) fn spec(preset: &str, version: &str) -> Spec {
    let is_it = |found: &Preset| found.name.as_str() == preset;
    let preset = built_in().unwrap().into_iter().find(is_it).unwrap();
    let wanted = Wanted {
        version: Some(version.to_owned()),
        ..Wanted::default()
    };
    let drawn = preset.needs(&wanted).generated.into_iter();
    let supplied = Supplied {
        secrets: drawn
            .map(|(name, length)| (name, generate(length).unwrap()))
            .collect(),
        discovered: [
            (Discovered::QuiltCatalog, "https://quilt.example.org"),
            (Discovered::QuiltRegistry, "https://registry.example.org"),
        ]
        .map(|(what, url)| (what, url.to_owned()))
        .into(),
    };
    preset.resolve(&wanted, &supplied).unwrap()
}

/// As the Engine API takes it, its ports on loopback, any that are free.
pub(crate) fn body(spec: &Spec) -> ContainerCreateBody {
    let anywhere = |port: &Published| {
        let binding = PortBinding {
            host_ip: Some("127.0.0.1".to_owned()),
            host_port: None,
        };
        (format!("{}/tcp", port.container), Some(vec![binding]))
    };
    let environment = spec.environment.iter();
    let bytes = |size: Option<Size>| size.map(|size| size.0.cast_signed());
    let in_memory = spec.tmpfs.iter();
    let mount = |mount: &Mount| {
        assert!(matches!(mount.source, Source::Volume { .. }));
        EngineMount {
            target: Some(mount.target.clone()),
            typ: Some(MountType::VOLUME),
            ..EngineMount::default()
        }
    };
    ContainerCreateBody {
        image: Some(spec.image.clone()),
        cmd: spec.command.clone(),
        env: Some(
            environment
                .map(|(name, value)| format!("{}={}", name.as_str(), value.expose()))
                .collect(),
        ),
        host_config: Some(HostConfig {
            port_bindings: Some(spec.ports.iter().map(anywhere).collect()),
            tmpfs: Some(
                in_memory
                    .map(|one| (one.target.clone(), one.options()))
                    .collect(),
            ),
            mounts: Some(spec.mounts.iter().map(mount).collect()),
            memory: bytes(spec.limits.memory),
            memory_swap: bytes(spec.limits.memory_swap),
            readonly_rootfs: Some(spec.security.read_only),
            cap_drop: Some(spec.security.cap_drop.clone()),
            security_opt: spec
                .security
                .no_new_privileges
                .then(|| vec!["no-new-privileges".to_owned()]),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    }
}
