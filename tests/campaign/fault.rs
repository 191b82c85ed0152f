//! What goes wrong at a point; or a scene, which is played from its beginning.

use std::fmt;
use std::thread;
use std::time::Duration;

use crate::bot::Bot;
use crate::clock::off_by;
use crate::disk::{engine_has_no_room, engine_has_room};
use crate::machine::Machine;
use crate::scene;
use crate::shape::Shape;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Hailer is killed with SIGKILL.
    BotKilled,
    /// Hailer is frozen with SIGSTOP for longer than its lease, another one takes over, and then it goes on.
    BotFrozen,
    /// The Docker daemon is restarted, as a service manager does it.
    EngineRestarted,
    /// The Docker daemon is killed with all that it runs, as a power cut would, and started again.
    EngineKilled,
    /// The database is killed and comes back at once.
    StoreKilled,
    /// The database is killed and comes back when Hailer has given up.
    StoreLost,
    /// The line to the database hangs for longer than a lease; then all that waited comes through.
    StoreHangs,
    /// The line to the database hangs until Hailer has given up.
    StoreCutOff,
    /// Its disk is full: production, the workspace and Hailer's own data lie on it. There is room when it has ended.
    DiskFull,
    /// The engine has no room for what it builds and pulls, until Hailer has ended.
    EngineDiskFull,
    /// Its clock is an hour ahead, and it is killed. The next one's is right.
    ClockAhead,
    /// Its clock is an hour behind, and it is killed. The next one's is right.
    ClockBehind,
    /// The registry takes connections and says nothing until Hailer has ended.
    RegistryStalls,
    /// A scene of that name.
    Scene(&'static str),
}

/// Longer than a lease of two seconds, and than another one needs to see that it has run out.
const HANGS_FOR: Duration = Duration::from_secs(3);

const HOUR: i64 = 60 * 60;

impl Fault {
    /// What is met at points.
    pub(crate) const AT_POINTS: [Self; 13] = [
        Self::BotKilled,
        Self::BotFrozen,
        Self::EngineRestarted,
        Self::EngineKilled,
        Self::StoreKilled,
        Self::StoreLost,
        Self::StoreHangs,
        Self::StoreCutOff,
        Self::DiskFull,
        Self::EngineDiskFull,
        Self::ClockAhead,
        Self::ClockBehind,
        Self::RegistryStalls,
    ];

    /// The one of that name, however it is written.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let scenes = scene::ALL.iter().map(|scene| Self::Scene(scene.name));
        let mut all = Self::AT_POINTS.into_iter().chain(scenes);
        all.find(|fault| fault.to_string().eq_ignore_ascii_case(name))
    }

    /// How often it is drawn where not all are played, beside the others. What takes long is drawn seldom.
    pub(crate) const fn weight(self) -> f64 {
        match self {
            Self::BotKilled | Self::BotFrozen => 1.0,
            Self::EngineRestarted | Self::StoreKilled => 0.9,
            Self::DiskFull => 0.3,
            Self::ClockAhead | Self::ClockBehind => 0.15,
            Self::EngineKilled
            | Self::EngineDiskFull
            | Self::StoreLost
            | Self::StoreHangs
            | Self::StoreCutOff => 0.1,
            Self::RegistryStalls | Self::Scene(_) => 0.05,
        }
    }

    /// Whether it can be met by such a project.
    pub(crate) fn fits(self, shape: Shape) -> bool {
        match self {
            Self::RegistryStalls => shape == Shape::Registry,
            // Those in which something is built.
            Self::EngineDiskFull => matches!(shape, Shape::Shop | Shape::Registry | Shape::Site),
            _ => true,
        }
    }

    /// Of a SQLite file there is no server to kill, and a frozen program would keep it locked.
    pub(crate) const fn needs_postgres(self) -> bool {
        matches!(
            self,
            Self::StoreKilled
                | Self::StoreLost
                | Self::StoreHangs
                | Self::StoreCutOff
                | Self::BotFrozen
        )
    }

    /// What each store has to survive in its own way.
    pub(crate) const fn is_on_both_stores(self) -> bool {
        matches!(self, Self::BotKilled | Self::DiskFull)
    }

    /// Whether it may come while something is asked of what goes, and not between two questions alone.
    pub(crate) const fn may_come_at_any_time(self) -> bool {
        matches!(
            self,
            Self::EngineRestarted | Self::EngineKilled | Self::StoreKilled
        )
    }

    /// Whether containers were stopped that Hailer did not stop.
    pub(crate) const fn stops_containers(self) -> bool {
        matches!(self, Self::EngineRestarted | Self::EngineKilled)
    }

    /// Whether Hailer is killed at the point; else it waits there.
    pub(crate) const fn kills(self) -> bool {
        matches!(
            self,
            Self::BotKilled | Self::ClockAhead | Self::ClockBehind | Self::Scene(_)
        )
    }

    /// Whether the next run of the kind may begin with its project.
    pub(crate) const fn leaves_all_alone(self) -> bool {
        !matches!(
            self,
            Self::DiskFull | Self::ClockAhead | Self::ClockBehind | Self::Scene(_)
        )
    }

    /// Whether a run of it takes long.
    pub(crate) const fn is_slow(self) -> bool {
        matches!(
            self,
            Self::BotFrozen | Self::StoreCutOff | Self::RegistryStalls | Self::Scene(_)
        )
    }

    /// What the environment says of the Hailer that meets it.
    pub(crate) fn variables(self, machine: &Machine, bot: &Bot) -> Vec<(&'static str, String)> {
        match (self, &bot.database) {
            (Self::StoreHangs | Self::StoreCutOff, Some(url)) => {
                vec![("DATABASE_URL", machine.line.url(url))]
            }
            _ => self.clock(),
        }
    }

    /// The same of what was before: a clock isn't wrong all at once.
    pub(crate) fn clock(self) -> Vec<(&'static str, String)> {
        match self {
            Self::ClockAhead => off_by(HOUR),
            Self::ClockBehind => off_by(-HOUR),
            _ => vec![],
        }
    }

    /// Does it.
    pub(crate) fn strike(self, machine: &mut Machine) {
        match self {
            Self::EngineRestarted => machine.dockerd.restart(),
            Self::EngineKilled => machine.dockerd.kill_and_restart(),
            Self::StoreKilled => {
                machine.postgres.kill();
                machine.postgres.start_again();
            }
            Self::StoreLost => machine.postgres.kill(),
            Self::StoreHangs | Self::StoreCutOff => machine.line.hang(),
            Self::DiskFull => machine.disk.fill(),
            Self::EngineDiskFull => engine_has_no_room(&machine.dockerd),
            Self::RegistryStalls => machine.registry.freeze(),
            Self::BotKilled
            | Self::BotFrozen
            | Self::ClockAhead
            | Self::ClockBehind
            | Self::Scene(_) => {}
        }
    }

    /// What is mended while Hailer goes on.
    pub(crate) fn mend_soon(self, machine: &Machine) {
        if self == Self::StoreHangs {
            // The fault is this time itself.
            thread::sleep(HANGS_FOR);
            machine.line.mend();
        }
    }

    /// What is mended only after Hailer has ended.
    pub(crate) fn mend(self, machine: &mut Machine) {
        match self {
            Self::StoreLost => machine.postgres.start_again(),
            Self::StoreCutOff => machine.line.mend(),
            Self::DiskFull => machine.disk.make_room(),
            Self::EngineDiskFull => engine_has_room(&machine.dockerd),
            Self::RegistryStalls => machine.registry.thaw(),
            _ => {}
        }
    }
}

/// What its row in the sum is called, and `--fault`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scene(name) => f.write_str(name),
            _ => write!(f, "{self:?}"),
        }
    }
}
