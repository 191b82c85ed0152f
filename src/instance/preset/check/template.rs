//! The places in its templates.

use super::wrong;
use crate::instance::preset::Variable;
use crate::instance::preset::near::nearest;
use crate::instance::preset::place::Step;
use crate::instance::preset::read::Wrong;
use crate::instance::preset::record::Preset;
use crate::instance::preset::template::Template;

/// Every place of a template is filled by something.
pub(super) fn templates(preset: &Preset) -> Result<(), Wrong> {
    let mut known = vec!["host".to_owned()];
    if !preset.ports.is_empty() {
        known.push("port".to_owned());
    }
    let named = preset.ports.iter().filter_map(|port| port.name.as_ref());
    known.extend(named.map(|name| format!("port.{}", name.as_str())));
    known.extend(preset.environment.keys().map(ToString::to_string));
    let check = |template: &Template, at: Vec<Step>| {
        let unknown = template
            .places()
            .find(|place| !known.iter().any(|known| known == place));
        unknown.map_or(Ok(()), |place| Err(unknown_place(at, place, &known)))
    };
    for (name, template) in &preset.connect {
        check(template, vec!["connect".into(), name.as_str().into()])?;
    }
    let Some(host) = &preset.host else {
        return Ok(());
    };
    // What stands in a command line can be read by everybody on the machine.
    let is_secret = |place: &str| {
        preset.environment.iter().any(|(name, variable)| {
            name.as_str() == place
                && matches!(
                    variable,
                    Variable::Generated { .. } | Variable::Given { .. }
                )
        })
    };
    for (key, command) in [("command", &host.command), ("health", &host.health)] {
        for (index, template) in command.iter().enumerate() {
            if let Some(place) = template.places().find(|place| is_secret(place)) {
                return Err(wrong(
                    vec!["host".into(), key.into(), index.into()],
                    format!(
                        "{place} is secret, and everybody on the machine can read a command line"
                    ),
                    None,
                    "Take it out; the program has it in its environment",
                ));
            }
            check(template, vec!["host".into(), key.into(), index.into()])?;
        }
    }
    Ok(())
}

pub(super) fn unknown_place(at: Vec<Step>, place: &str, known: &[String]) -> Wrong {
    let fix = nearest(place, known.iter().map(String::as_str)).map_or_else(
        || "Correct it in the file".to_owned(),
        |instead| format!("Write {{{instead}}} in its place"),
    );
    let known: Vec<_> = known.iter().map(|known| format!("{{{known}}}")).collect();
    let problem = format!("nothing is known for {{{place}}}");
    wrong(
        at,
        problem,
        Some(format!("one of {}", known.join(", "))),
        &fix,
    )
}
