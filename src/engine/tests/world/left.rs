//! What a test has made is taken away when it ends.

use super::{World, engine};
use crate::domain::journal::Intent;
use crate::domain::name::ProjectName;
use crate::engine::{RestartPolicy, Volumes};

impl Drop for World {
    fn drop(&mut self) {
        let (project, image, intent) = (
            self.project.clone(),
            self.image.clone(),
            self.intent.clone(),
        );
        // A guard can't wait; a thread with a runtime of its own can.
        let cleaning = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(clean(&project, &image, &intent));
        });
        let cleaned = cleaning.join();
        if !std::thread::panicking() {
            cleaned.unwrap();
        }
    }
}

async fn clean(project: &ProjectName, image: &str, intent: &Intent) {
    let engine = engine().await;
    let own = ("hailer.operation", intent.operation().as_str());
    let label = format!("{}={}", own.0, own.1);
    let mut containers = engine.project_containers(project).await.unwrap();
    let singles = engine.labelled(&label).await.unwrap();
    containers.extend(singles.into_iter().filter(|one| one.service().is_none()));
    for container in containers {
        let no = RestartPolicy::No;
        engine
            .set_restart_policy(intent, &container.id, no)
            .await
            .unwrap();
        engine.kill(intent, &container.id).await.unwrap();
        engine
            .remove(intent, &container.id, Volumes::Remove)
            .await
            .unwrap();
    }
    for network in engine.project_networks(project).await.unwrap() {
        engine
            .remove_network(intent, project, &network.name)
            .await
            .unwrap();
    }
    for volume in engine.project_volumes(project).await.unwrap() {
        engine
            .remove_volume(intent, project, &volume.name)
            .await
            .unwrap();
    }
    for volume in engine.labelled_volumes(&label).await.unwrap() {
        engine
            .remove_labelled_volume(intent, &volume.name, own)
            .await
            .unwrap();
    }
    for tag in [image, &format!("{project}-web")] {
        engine.untag_image(intent, tag).await.unwrap();
    }
}
