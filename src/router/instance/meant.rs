//! What a command comes to: whose the instances are that it names decides, and what they have.

use crate::command::{Chosen, Command, InstanceCommand};
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::instance::{Instance, Life};
use crate::domain::name::{CodebaseName, InstanceName};
use crate::domain::policy;
use crate::domain::role::Role;
use crate::operation::OperationError;
use crate::operation::instance::{self, InstanceError};
use crate::router::Router;

impl Router {
    /// The role that counts for instances: one that was granted on them or on everything; else whoever has a role anywhere may
    /// look, and an operator anywhere may make their own.
    pub(in crate::router) async fn role_on_instances(
        &self,
        actor: &Actor,
        at: &Conversation,
    ) -> Result<Option<Role>, OperationError> {
        let mut role = self.role(actor, Some(&CodebaseName::instances())).await?;
        if role >= Some(Role::Operator) {
            return Ok(role);
        }
        for codebase in self.visible(actor, at).await? {
            let own = self.role(actor, Some(&codebase.name)).await?;
            role = role.max(own.map(|own| own.min(Role::Operator)));
        }
        Ok(role)
    }

    /// What a command comes to, by whose the instances are that it names and by what they have.
    pub(in crate::router) async fn meant_of_instances(
        &self,
        actor: &Actor,
        action: Action,
        command: &Command,
    ) -> Result<Action, OperationError> {
        let Command::Instance(command) = command else {
            return Ok(action);
        };
        let store = &self.context.store;
        let (names, and_volumes) = match command {
            InstanceCommand::Destroy {
                which,
                remove_volume,
            } => (self.chosen(actor, which).await?, *remove_volume),
            InstanceCommand::Reset { name } => (vec![name.clone()], true),
            InstanceCommand::Stop { names, .. } | InstanceCommand::Restart { names, .. } => {
                (names.clone(), false)
            }
            InstanceCommand::Create(query) => {
                let made = if query.volumes.is_empty() {
                    Action::Create
                } else {
                    Action::CreateMounting
                };
                let Some(name) = query.name.as_ref().filter(|_| query.replace) else {
                    return Ok(made);
                };
                if store.instance(name).await?.is_none() {
                    return Ok(made);
                }
                // What waits for a yes is kept as it was typed.
                if !query.environment.is_empty() {
                    return Err(InstanceError::ReplaceWithSecrets.into());
                }
                if made == Action::CreateMounting {
                    return Ok(Action::ResetOther);
                }
                (vec![name.clone()], true)
            }
            _ => return Ok(action),
        };
        let found = instance::named(&self.context, &names).await?;
        Ok(policy::meant_of_instances(
            action,
            actor,
            &found,
            and_volumes,
        ))
    }

    /// The names that are meant.
    pub(super) async fn chosen(
        &self,
        actor: &Actor,
        which: &Chosen,
    ) -> Result<Vec<InstanceName>, OperationError> {
        let of = |keep: &dyn Fn(&Instance) -> bool, all: Vec<Instance>| {
            let meant = all
                .into_iter()
                .filter(|one| one.life != Life::Kept && keep(one));
            meant.map(|one| one.name).collect()
        };
        match which {
            Chosen::Named(names) => Ok(names.clone()),
            Chosen::All => Ok(of(&|_| true, self.context.store.instances().await?)),
            Chosen::Mine => {
                let mut actor = actor.clone();
                actor.person = self.context.store.person_of(&actor.principal).await?;
                let own = |one: &Instance| policy::same_person(&one.owner, &actor);
                Ok(of(&own, self.context.store.instances().await?))
            }
        }
    }
}
