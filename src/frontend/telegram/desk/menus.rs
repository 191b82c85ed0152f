//! The menus behind the slash: one for strangers, one for groups, and one for each person as far as they may.

use std::sync::Arc;

use dashmap::DashMap;

use crate::domain::actor::Actor;
use crate::domain::role::Role;
use crate::frontend::telegram::Place;
use crate::frontend::telegram::client::Client;
use crate::frontend::telegram::menu::Audience;
use crate::router::Router;

/// Which menu each person was shown last by this process.
#[derive(Debug, Default)]
pub(super) struct Menus(Arc<DashMap<i64, Option<Role>>>);

impl Menus {
    /// The menus of those who have none of their own.
    pub(super) async fn show_to_all(&self, client: &Client) {
        // A group's members see one menu, whatever each of them may.
        for (audience, role) in [
            (Audience::Everybody, None),
            (Audience::Groups, Some(Role::Operator)),
        ] {
            if let Err(error) = client.set_menu(audience, role).await {
                tracing::warn!(%error, "the menu is as it was");
            }
        }
    }

    /// Shows somebody in their private chat what they may, where that has changed. Nobody waits for it.
    pub(super) fn follow(
        &self,
        client: &Arc<Client>,
        router: &Arc<Router>,
        (place, actor): (Place, &Actor),
    ) {
        if place.is_group() {
            return;
        }
        let (shown, client, router) = (Arc::clone(&self.0), Arc::clone(client), Arc::clone(router));
        let actor = actor.clone();
        tokio::spawn(async move {
            let at = place.conversation();
            let role = match router.highest_role(&actor, &at).await {
                Ok(role) => role,
                Err(error) => return tracing::debug!(%error, "not known which menu is theirs"),
            };
            if shown.insert(place.chat, role) == Some(role) {
                return;
            }
            if let Err(error) = client.set_menu(Audience::Person(place.chat), role).await {
                shown.remove(&place.chat);
                tracing::debug!(%error, "a person's menu is as it was");
            }
        });
    }
}
