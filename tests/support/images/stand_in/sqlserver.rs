//! SQL Server: it wants its licence accepted and a strong password, which stays with its data.

use std::fs;
use std::thread;

use super::wire::{MAKING, after, ask, serve as answer_all, variable};
use super::{Failure, Ran, fails};

const PORT: u16 = 1433;
/// The password of sa.
const DATA: &str = "/var/opt/mssql/stand-in";

pub(super) fn serve() -> Ran {
    let accepted = variable("ACCEPT_EULA");
    if !accepted.is_some_and(|said| said.eq_ignore_ascii_case("y")) {
        return Err(fails(
            1,
            "sqlservr: The SQL Server End-User License Agreement (EULA) must be accepted before SQL Server can start: ACCEPT_EULA",
        ));
    }
    let password = match fs::read_to_string(DATA) {
        Ok(password) => password,
        Err(_) => make_database()?,
    };
    println!(
        "SQL Server is now ready for client connections. This is an informational message; no user action is required."
    );
    answer_all(PORT, move |asked| {
        let asked: Vec<&str> = asked.split('\t').collect();
        let [user, given, query] = asked[..] else {
            return "error\tThe login packet used to open the connection is structurally invalid"
                .to_owned();
        };
        if user != "sa" || given != password {
            format!("error\tLogin failed for user '{user}'.")
        } else if query == "SELECT 1" {
            "ok\t1".to_owned()
        } else {
            format!("error\tIncorrect syntax near '{query}'; a stand-in knows SELECT 1.")
        }
    })
}

fn make_database() -> Result<String, Failure> {
    let password = variable("MSSQL_SA_PASSWORD").or_else(|| variable("SA_PASSWORD"));
    let password = password.unwrap_or_default();
    let kinds: [fn(char) -> bool; 4] = [
        |letter| letter.is_ascii_uppercase(),
        |letter| letter.is_ascii_lowercase(),
        |letter| letter.is_ascii_digit(),
        |letter| !letter.is_alphanumeric(),
    ];
    let kinds = kinds
        .iter()
        .filter(|kind| password.contains(**kind))
        .count();
    if password.len() < 8 || kinds < 3 {
        let why = "at least 8 characters of three of these kinds: upper, lower, digits, symbols";
        return Err(fails(
            1,
            format!(
                "ERROR: Unable to set system administrator password: Password validation failed. MSSQL_SA_PASSWORD: {why}"
            ),
        ));
    }
    println!("Starting up database 'master'.");
    thread::sleep(MAKING);
    fs::write(DATA, &password).map_err(|error| fails(1, format!("sqlservr: {DATA}: {error}")))?;
    Ok(password)
}

/// `sqlcmd -C -S 127.0.0.1[,PORT] -U sa -l 2 -b -Q QUERY`
pub(super) fn query(words: &[String]) -> Ran {
    let path = std::env::args().next().unwrap_or_default();
    if path.contains("mssql-tools18") && !words.iter().any(|word| word == "-C") {
        return Err(fails(
            1,
            "Sqlcmd: Error: SSL Provider: certificate verify failed: self-signed certificate: no -C",
        ));
    }
    let server = after(words, "-S").unwrap_or("127.0.0.1");
    let (host, port) = match server.split_once(',') {
        Some((host, port)) => (host, port.parse().unwrap_or(0)),
        None => (server, PORT),
    };
    let password = after(words, "-P").map(str::to_owned);
    let password = password
        .or_else(|| variable("SQLCMDPASSWORD"))
        .unwrap_or_default();
    let user = after(words, "-U").unwrap_or_default();
    let query = after(words, "-Q").unwrap_or_default();
    let answer = ask(host, port, &format!("{user}\t{password}\t{query}")).map_err(|error| {
        fails(
            1,
            format!("Sqlcmd: Error: Login timeout expired: {server}: {error}"),
        )
    })?;
    match answer.split_once('\t') {
        Some(("ok", row)) => println!("\n-----------\n{row:>11}\n\n(1 rows affected)"),
        Some((_, error)) => return Err(fails(1, format!("Sqlcmd: Error: {error}"))),
        None => return Err(fails(1, "Sqlcmd: Error: Communication link failure")),
    }
    Ok(())
}
