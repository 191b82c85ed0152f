//! `/docker-create`: one instance or several side by side.

mod make;
mod port;
mod together;
mod undone;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::asked::Asked;
use super::each::{AT_ONCE, changed_meanwhile};
use super::mount::HostVolume;
use super::{InstanceError, presets};
use crate::domain::instance::{Instance, Mode};
use crate::domain::name::{CodebaseName, InstanceName, PresetName, VariableName, VersionName};
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::instance::discovery::{Discovery, Found};
use crate::instance::name;
use crate::instance::preset::{Needs, Preset, Wanted as OfPreset, generate};
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;
use make::{Order, make};
use together::{Member, Together};
use undone::undone;

pub(super) use make::{ready, stand};
pub(super) use port::{Ports, claim};

/// How often a name is drawn: one of a million may be taken.
const DRAWS: usize = 3;

/// What is asked for. Each preset makes one instance.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that is given or not"
)]
pub struct Wanted {
    /// Which presets.
    pub presets: Vec<PresetName>,
    /// Whose compose files have presets, too.
    pub codebase: Option<CodebaseName>,
    /// Which version of each; `None`: its usual one.
    pub version: Option<VersionName>,
    /// An image in place of the preset's.
    pub image: Option<String>,
    /// How much it minds its data.
    pub mode: Mode,
    /// What it is called; `None`: a name is drawn.
    pub name: Option<InstanceName>,
    /// The machine's port for its first one, and no other.
    pub port: Option<u16>,
    /// Variables, over those of the preset.
    pub environment: BTreeMap<VariableName, SecretString>,
    /// Folders and files of the machine that are mounted.
    pub volumes: Vec<HostVolume>,
    /// After how long it destroys itself; `None`: never.
    pub period: Option<Duration>,
    /// Whether it goes when the bot is ended.
    pub with_bot: bool,
    /// Whether its ports are served on every interface.
    pub public: bool,
    /// Whether one of the same name makes room.
    pub replace: bool,
    /// Whether what failed while starting stays, to be looked at.
    pub keep: bool,
    /// Whether all go when one fails.
    pub all_or_nothing: bool,
}

/// What became of one that was asked for.
#[derive(Debug)]
pub struct Created {
    /// Of which preset.
    pub preset: PresetName,
    /// Which version; `None` where that isn't known.
    pub version: Option<VersionName>,
    /// What it is called; `None` where it came to no name.
    pub name: Option<InstanceName>,
    /// The instance, or why there is none.
    pub result: Result<Instance, OperationError>,
    /// Whether one that failed is there all the same.
    pub kept: bool,
    /// Whether it was seen that nothing is left of one that failed.
    pub gone: bool,
    /// What should be looked at, a sentence each.
    pub warnings: Vec<String>,
    /// How long it took until it was ready.
    pub took: Duration,
}

/// What is decided before anything is done.
struct Plan {
    preset: Preset,
    asked: Asked,
    warnings: Vec<String>,
}

/// Makes what is wanted. An error is one of the question; what goes wrong with one of several stands in its place.
pub async fn create(
    context: &Context,
    approved: &Approved,
    wanted: &Wanted,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Created>, OperationError> {
    let plans = decide(context, wanted).await?;
    let together = wanted.all_or_nothing.then(|| Together::of(plans.len()));
    let places = Semaphore::new(AT_ONCE);
    let one = One {
        context,
        approved,
        wanted,
        responder,
        places: &places,
    };
    let each = plans.into_iter().map(|plan| {
        let member = together
            .as_ref()
            .map(|together| together.member(plan.preset.name.to_string()));
        one.create(plan, member)
    });
    let mut all = join_all(each).await;
    // What a crash has left of the name is for the caller to bring to an end first.
    if let [only] = all.as_slice()
        && matches!(&only.result, Err(OperationError::Busy(busy)) if busy.lapsed)
        && let Some(Created {
            result: Err(busy), ..
        }) = all.pop()
    {
        return Err(busy);
    }
    Ok(all)
}

/// Everything that can be known to be wrong is, before anything is done.
async fn decide(context: &Context, wanted: &Wanted) -> Result<Vec<Plan>, OperationError> {
    let catalog = presets::load_of(context, wanted.codebase.as_ref()).await?;
    let volumes: Vec<_> = wanted
        .volumes
        .iter()
        .map(|volume| volume.checked(&context.folders))
        .collect::<Result<_, _>>()?;
    let mut found: Option<Found> = None;
    let mut plans = Vec::with_capacity(wanted.presets.len());
    for preset in &wanted.presets {
        let entry = catalog.find(preset)?;
        if !needs(&entry.preset, wanted).discovered.is_empty() && found.is_none() {
            found = Some(context.quilt.find().await.map_err(InstanceError::from)?);
        }
        let discovered = found.clone().unwrap_or_default();
        let mut plan = planned(&entry.preset, (wanted, &volumes), discovered)?;
        let of_policy = entry.warnings.iter();
        let of_policy = of_policy.map(|found| format!("{}: {}", found.path, found.what));
        plan.warnings.extend(of_policy);
        plans.push(plan);
    }
    Ok(plans)
}

/// What one comes to, with passwords that are drawn for it.
fn planned(
    preset: &Preset,
    (wanted, volumes): (&Wanted, &[HostVolume]),
    discovered: Found,
) -> Result<Plan, OperationError> {
    let needs = needs(preset, wanted);
    let mut secrets = BTreeMap::new();
    for (name, length) in &needs.generated {
        let secret = generate(*length).map_err(|error| InstanceError::Draw(error.to_string()))?;
        secrets.insert(name.clone(), exposed(&secret));
    }
    let given = wanted.environment.iter();
    let found = discovered.values.into_iter();
    let asked = Asked {
        preset: preset.name.clone(),
        codebase: wanted.codebase.clone(),
        version: wanted.version.clone(),
        mode: wanted.mode,
        image: wanted.image.clone(),
        port: wanted.port,
        public: wanted.public,
        environment: given
            .map(|(name, value)| (name.clone(), exposed(value)))
            .collect(),
        volumes: volumes.to_vec(),
        secrets,
        discovered: found
            .filter(|(what, _)| needs.discovered.contains(what))
            .collect(),
    };
    asked.resolve(preset)?;
    Ok(Plan {
        preset: preset.clone(),
        asked,
        warnings: if needs.discovered.is_empty() {
            vec![]
        } else {
            discovered.warnings
        },
    })
}

/// What has to be drawn and looked for.
fn needs(preset: &Preset, wanted: &Wanted) -> Needs {
    preset.needs(&OfPreset {
        environment: wanted.environment.clone(),
        ..OfPreset::default()
    })
}

fn exposed(secret: &SecretString) -> String {
    use secrecy::ExposeSecret;
    secret.expose_secret().to_owned()
}

/// One of those that are made, and what it shares with the others.
struct One<'a> {
    context: &'a Context,
    approved: &'a Approved,
    wanted: &'a Wanted,
    responder: &'a Arc<dyn Responder>,
    places: &'a Semaphore,
}

impl One<'_> {
    async fn create(&self, plan: Plan, mut member: Option<Member<'_>>) -> Created {
        let mut created = Created {
            preset: plan.preset.name.clone(),
            version: plan
                .asked
                .resolve(&plan.preset)
                .ok()
                .map(|spec| spec.version),
            name: self.wanted.name.clone(),
            result: Err(InstanceError::Interrupted("it never began".to_owned()).into()),
            kept: false,
            gone: false,
            warnings: plan.warnings,
            took: Duration::ZERO,
        };
        for _ in 0..DRAWS {
            let name = match self.name(&plan.preset, &plan.asked) {
                Ok(name) => name,
                Err(error) => {
                    created.result = Err(error);
                    break;
                }
            };
            let order = Order {
                name: name.clone(),
                preset: plan.preset.clone(),
                asked: plan.asked.clone(),
                owner: self.approved.actor().clone(),
                conversation: self.approved.conversation().clone(),
                created_at: self.context.store.now(),
                expires_at: self
                    .wanted
                    .period
                    .and_then(|period| chrono::TimeDelta::from_std(period).ok())
                    .map(|period| self.context.store.now() + period),
                with_bot: self.wanted.with_bot,
            };
            created.name = Some(name);
            self.make(order, &mut member, &mut created).await;
            if self.wanted.name.is_some() || !is_of_the_name(&created.result) {
                break;
            }
        }
        created
    }

    /// The name that was chosen, else one that is drawn.
    fn name(&self, preset: &Preset, asked: &Asked) -> Result<InstanceName, OperationError> {
        if let Some(name) = &self.wanted.name {
            return Ok(name.clone());
        }
        let version = asked.resolve(preset)?.version;
        Ok(name::drawn(&preset.name, &version)
            .map_err(|error| InstanceError::Draw(error.to_string()))?)
    }

    async fn make(&self, mut order: Order, member: &mut Option<Member<'_>>, created: &mut Created) {
        // Nobody closes it, so there is a place sooner or later.
        let mut place = self.places.acquire().await.ok();
        let lock = order.name.lock();
        let mut made = Err(InstanceError::Interrupted("it never began".to_owned()).into());
        let mut kept = false;
        let carried = under_way::carry_out(
            self.context,
            self.approved,
            &lock,
            self.responder,
            async |under_way| {
                let mut came = self.replaced(under_way, &mut order).await;
                // Those that wait for the others keep nobody from being made.
                drop(place.take());
                if let (Ok(_), Some(member)) = (&came, member.as_mut())
                    && let Err(other) = member.joins().await
                {
                    came = Err(InstanceError::Undone { other }.into());
                }
                let outcome = match &came {
                    Ok(_) => Outcome::done(),
                    Err(error) => {
                        let keep = self.wanted.keep && is_of_the_start(error);
                        kept = keep && keep_it(under_way, &order.name).await?;
                        undone(under_way, &order.name, (error, kept)).await?
                    }
                };
                made = came;
                Ok(outcome)
            },
        )
        .await;
        match carried {
            Ok(ended) => {
                created.took = ended.elapsed;
                created.result = made;
                created.kept = kept;
                created.gone = matches!(ended.outcome, Outcome::Untouched { .. });
            }
            Err(OperationError::Busy(busy)) if !busy.lapsed => {
                // Whoever asked for it first is told rather than what is at work on it.
                let store = &self.context.store;
                created.result = Err(match store.instance(&order.name).await {
                    Ok(Some(other)) => make::taken(&order.name, &other),
                    _ => OperationError::Busy(busy),
                });
            }
            Err(error) => created.result = Err(error),
        }
    }

    /// Makes it, in the place of another of its name where that was asked for.
    async fn replaced(
        &self,
        under_way: &UnderWay<'_>,
        order: &mut Order,
    ) -> Result<Instance, OperationError> {
        if self.wanted.replace
            && let Some(shown) = self.approved.digest()
            && let Some(old) = self.context.store.instance(&order.name).await?
        {
            let action = self.approved.action();
            let now = super::plan_replace(self.context, Some(&order.name), action).await?;
            if now.digest() != shown {
                return Err(changed_meanwhile());
            }
            // What most often fails comes first: while the old one is there.
            let spec = order.asked.resolve(&order.preset)?;
            super::image::have(under_way, &spec.image).await?;
            super::destroy::destroy_one(under_way, &old, true).await?;
        }
        make(under_way, order).await
    }
}

/// Whether the name was another's, so that another would do.
fn is_of_the_name(result: &Result<Instance, OperationError>) -> bool {
    match result {
        Err(OperationError::Busy(busy)) => !busy.lapsed,
        Err(OperationError::Instance(error)) => matches!(
            **error,
            InstanceError::NameTaken { .. } | InstanceError::NameForeign { .. }
        ),
        _ => false,
    }
}

/// Whether it failed once its container was there.
fn is_of_the_start(error: &OperationError) -> bool {
    matches!(error, OperationError::Instance(error) if matches!(**error, InstanceError::NotReady(_) | InstanceError::ProcessNotReady(_)))
}

/// It stays as it is, to be looked at.
async fn keep_it(under_way: &UnderWay<'_>, name: &InstanceName) -> Result<bool, OperationError> {
    let store = &under_way.context.store;
    under_way
        .record("instance", store.instance_is_there(name, None))
        .await?;
    Ok(true)
}
