//! Azurite: three services that answer over HTTP and keep nothing but a file that says they were there.

use std::fs;
use std::path::Path;
use std::thread;

use super::wire::{after, listen};
use super::{Ran, fails};

/// Name, option, port, and what it calls itself in its answers.
const SERVICES: [(&str, &str, u16, &str); 3] = [
    ("Blob", "--blob", 10000, "Azurite-Blob/stand-in"),
    ("Queue", "--queue", 10001, "Azurite-Queue/stand-in"),
    ("Table", "--table", 10002, "Azurite-Table/stand-in"),
];

pub(super) fn serve(words: &[String]) -> Ran {
    let mut taken = vec!["--location".to_owned()];
    for (_, option, ..) in SERVICES {
        taken.extend([format!("{option}Host"), format!("{option}Port")]);
    }
    let mut left = words.iter();
    while let Some(word) = left.next() {
        if taken.contains(word) {
            left.next();
        } else if word != "--loose" && word != "--silent" {
            return Err(fails(1, format!("azurite: unknown option '{word}'")));
        }
    }
    let location = Path::new(after(words, "--location").unwrap_or("."));
    let mut threads = Vec::new();
    for (name, option, port, server) in SERVICES {
        // The real one listens inside of its container alone, unless it is told otherwise.
        let host = after(words, &format!("{option}Host")).unwrap_or("127.0.0.1");
        let given = after(words, &format!("{option}Port")).map_or(Ok(port), str::parse);
        let port = given.map_err(|_| fails(1, format!("azurite: {option}Port is no number")))?;
        let kept = location.join(format!("__azurite_db_{}__.json", name.to_lowercase()));
        fs::write(&kept, "{}")
            .map_err(|error| fails(1, format!("azurite: {}: {error}", kept.display())))?;
        let listener = listen(host, port)?;
        println!("Azurite {name} service is successfully listening at http://{host}:{port}");
        threads.push(thread::spawn(move || {
            super::web::serve(&listener, server, |_| {
                (
                    "400 Bad Request",
                    "{\"code\":\"InvalidQueryParameterValue\"}".to_owned(),
                )
            });
        }));
    }
    for thread in threads {
        thread.join().ok();
    }
    Ok(())
}
