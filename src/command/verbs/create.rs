//! `/docker-create`: what instances are made of, and how.

use crate::command::args::Args;
use crate::command::error::{ParseError, Problem};
use crate::command::instance::{CreateQuery, HostVolume, Image, InstanceCommand, Port, variable};
use crate::command::invocation::Command;
use crate::command::read::FromWord;
use crate::command::token::Word;
use crate::command::verb::{Alias, Arg, Arity, Flag, Shape, Verb};
use crate::domain::action::Action;
use crate::domain::instance::Mode;
use crate::domain::name::PresetName;

const MADE_OF: Arg = Arg {
    name: "PRESET",
    shape: Shape::Preset,
    arity: Arity::Several,
    meaning: "what they are made of; several are made side by side",
};

const VERSION: Flag = Flag::valued(
    "version",
    ("VERSION", Shape::Version),
    "another version than the preset's usual one",
);
const IMAGE: Flag = Flag::valued(
    "image",
    ("IMAGE", Shape::Image),
    "an image in place of the preset's",
);
const FAST: Flag = Flag::switch(
    "fast",
    "its data goes with it, and it is quick; so if not said",
);
const PERSISTENT: Flag = Flag::switch("persistent", "its data outlives it");
const DURABLE: Flag = Flag::switch(
    "durable",
    "its data outlives it, and what was committed a crash",
);
const NAMED: Flag = Flag::valued(
    "name",
    ("NAME", Shape::NewName),
    "what it is called, behind hailer-; drawn if not said",
);
const PORT: Flag = Flag::valued(
    "port",
    ("PORT", Shape::Port),
    "this machine's port; the preset's or the next free one if not said",
);
const ENV: Flag = Flag::valued(
    "env",
    ("KEY=VALUE", Shape::Variable),
    "a variable, over the preset's; as often as needed",
)
.repeated();
const VOLUME: Flag = Flag::valued(
    "volume",
    ("SOURCE:TARGET[:ro]", Shape::Mount),
    "a folder of this machine that is mounted; as often as needed",
)
.repeated();
const FOR: Flag = Flag::valued(
    "for",
    ("TIME", Shape::Period),
    "after how long it destroys itself; never if not said",
);
const WITH_BOT: Flag = Flag::switch(
    "with-bot",
    "it destroys itself when `hailer serve` is ended",
);
const PUBLIC: Flag = Flag::switch(
    "public",
    "serve its ports on every interface, not on this machine alone",
);
const REPLACE: Flag = Flag::switch("replace", "one of the same name makes room");
const KEEP: Flag = Flag::switch("keep", "what fails while starting stays, to be looked at");
const ALL_OR_NOTHING: Flag = Flag::switch("all-or-nothing", "when one fails, the others go too");

pub(in crate::command) static CREATE: Verb = Verb {
    name: "docker-create",
    alias: Some(Alias::Anywhere("create")),
    summary: "Make instances: databases, emulators, test services",
    args: &[MADE_OF],
    flags: &[
        VERSION,
        IMAGE,
        FAST,
        PERSISTENT,
        DURABLE,
        NAMED,
        PORT,
        ENV,
        VOLUME,
        FOR,
        WITH_BOT,
        PUBLIC,
        REPLACE,
        KEEP,
        ALL_OR_NOTHING,
    ],
    takes_yes: true,
    examples: &[
        "/docker-create postgres",
        "/docker-create postgres --version 16 --name shop-db --for 2h",
        "/docker-create postgres --durable --port 5433",
        "/docker-create postgres --env TZ=UTC --env PGTZ=UTC",
        "/docker-create postgres --volume /srv/seed:/docker-entrypoint-initdb.d:ro",
        "/docker-create postgres mysql sqlserver --all-or-nothing",
    ],
    action: Some(Action::Create),
    read: read_create,
};

fn read_create(args: &mut Args<'_>) -> Result<Command, ParseError> {
    // First of all, since what follows a variable that can't be read may be part of it.
    let environment = args.each(&ENV, variable)?;
    let has_value = |word: &Word<'_>| word.text.contains('=');
    args.no_word(
        has_value,
        Problem::BadValue("no preset has a = in its name".to_owned()),
        "a preset here, or --env before a variable",
    )?;
    let first = args.given(&ENV).map(|given| given.span.start).next();
    let is_rest = |word: &Word<'_>| {
        first.is_some_and(|first| first < word.span.start) && PresetName::new(&*word.text).is_err()
    };
    args.no_word(
        is_rest,
        Problem::BadValue("what follows the variable is not a preset".to_owned()),
        "the whole variable in quotes where it has spaces: --env \"KEY=VALUE\"",
    )?;
    let query = CreateQuery {
        presets: args.all(&MADE_OF)?,
        version: args.flag(&VERSION)?,
        image: args.flag(&IMAGE)?.map(|Image(image)| image),
        mode: mode(args)?,
        name: args.flag(&NAMED)?,
        port: args.flag(&PORT)?.map(|Port(port)| port),
        environment,
        volumes: args.each(&VOLUME, |word| HostVolume::from_word(&word.text))?,
        period: args.flag(&FOR)?,
        with_bot: args.is_set(&WITH_BOT),
        public: args.is_set(&PUBLIC),
        replace: args.is_set(&REPLACE),
        keep: args.is_set(&KEEP),
        all_or_nothing: args.is_set(&ALL_OR_NOTHING),
    };
    if query.presets.len() > 1 {
        for flag in [&NAMED, &PORT, &IMAGE] {
            let expected = "one preset with it, and the others in lines of their own";
            args.without(flag, Problem::ForOne(flag.name), expected)?;
        }
    }
    Ok(Command::Instance(InstanceCommand::Create(Box::new(query))))
}

fn mode(args: &Args<'_>) -> Result<Mode, ParseError> {
    let given = args.one_of(&[&FAST, &PERSISTENT, &DURABLE])?;
    let is_it = |mode: &Mode| given.is_some_and(|given| given.name == mode.as_str());
    Ok(Mode::ALL.into_iter().find(is_it).unwrap_or_default())
}
