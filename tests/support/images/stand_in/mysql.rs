//! `mysqld` and its clients: the first start makes the database and keeps the password, as the image's script does; then it listens on TCP.

use std::fs;
use std::thread;

use super::wire::{MAKING, ask, option, serve as answer_all, variable};
use super::{Failure, Ran, fails};

const PORT: u16 = 3306;
/// Password and database, a line each.
const DATA: &str = "/var/lib/mysql/stand-in";

pub(super) fn serve(words: &[String]) -> Ran {
    for word in words {
        let known = ["--skip-log-bin", "--innodb-flush-log-at-trx-commit="];
        if !known.iter().any(|known| word.starts_with(known)) {
            return Err(fails(2, format!("mysqld: unknown option '{word}'")));
        }
    }
    let data = match fs::read_to_string(DATA) {
        Ok(data) => data,
        Err(_) => make_database()?,
    };
    let (password, database) = data.split_once('\n').unwrap_or_default();
    let (password, database) = (password.to_owned(), database.trim_end().to_owned());
    let version = variable("MYSQL_VERSION").unwrap_or_default();
    eprintln!("mysqld: ready for connections. Version: '{version}'  port: {PORT}  a stand-in");
    answer_all(PORT, move |asked| {
        let asked: Vec<&str> = asked.split('\t').collect();
        let [user, given, wanted, query] = asked[..] else {
            return "error\tERROR 2027 (HY000): Malformed packet".to_owned();
        };
        if user != "root" || given != password {
            let using = if given.is_empty() { "NO" } else { "YES" };
            format!(
                "error\tERROR 1045 (28000): Access denied for user '{user}'@'localhost' (using password: {using})"
            )
        } else if !wanted.is_empty() && wanted != database && wanted != "mysql" {
            format!("error\tERROR 1049 (42000): Unknown database '{wanted}'")
        } else if query == "SELECT 1" || query.is_empty() {
            "ok\t1".to_owned()
        } else {
            "error\tERROR 1064 (42000): You have an error in your SQL syntax; a stand-in knows SELECT 1".to_owned()
        }
    })
}

fn make_database() -> Result<String, Failure> {
    let Some(password) = variable("MYSQL_ROOT_PASSWORD") else {
        return Err(fails(
            1,
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified: MYSQL_ROOT_PASSWORD",
        ));
    };
    eprintln!("[Note] [Entrypoint]: Initializing database files");
    thread::sleep(MAKING);
    let data = format!(
        "{password}\n{}\n",
        variable("MYSQL_DATABASE").unwrap_or_default()
    );
    fs::write(DATA, &data).map_err(|error| fails(1, format!("mysqld: {DATA}: {error}")))?;
    eprintln!("[Note] [Entrypoint]: MySQL init process done. Ready for start up.");
    Ok(data)
}

/// `mysqladmin ping`: a server that refuses the password is alive too.
pub(super) fn ping(words: &[String]) -> Ran {
    if !words.iter().any(|word| word == "ping") {
        return Err(fails(1, "mysqladmin: a stand-in knows ping"));
    }
    exchange("mysqladmin", words, "", "").map(drop)?;
    if !words.iter().any(|word| word == "--silent") {
        println!("mysqld is alive");
    }
    Ok(())
}

/// `mysql --execute=… DATABASE`
pub(super) fn query(words: &[String]) -> Ran {
    let query = option(words, "--execute").unwrap_or_default();
    let database = words.iter().find(|word| !word.starts_with('-'));
    let database = database.map_or("", String::as_str);
    match exchange("mysql", words, database, query)?.split_once('\t') {
        Some(("ok", row)) => println!("{row}\n{row}"),
        Some((_, error)) => return Err(fails(1, error)),
        None => {
            return Err(fails(
                1,
                "ERROR 2013 (HY000): Lost connection to MySQL server",
            ));
        }
    }
    Ok(())
}

/// Over TCP alone. The real ones take a socket where nothing else is said.
fn exchange(name: &str, words: &[String], database: &str, query: &str) -> Result<String, Failure> {
    let host = option(words, "--host").unwrap_or("localhost");
    if host == "localhost" && option(words, "--protocol") != Some("tcp") {
        let said = "ERROR 2002 (HY000): Can't connect to local MySQL server through socket";
        return Err(fails(1, format!("{name}: {said}: a stand-in has none")));
    }
    let port = option(words, "--port").map_or(Ok(PORT), str::parse);
    let port = port.map_err(|_| fails(1, format!("{name}: --port is no number")))?;
    let user = option(words, "--user").unwrap_or("root");
    let password = option(words, "--password").map(str::to_owned);
    let password = password
        .or_else(|| variable("MYSQL_PWD"))
        .unwrap_or_default();
    let asked = format!("{user}\t{password}\t{database}\t{query}");
    ask(host, port, &asked).map_err(|error| {
        let said = format!("Can't connect to MySQL server on '{host}:{port}'");
        fails(1, format!("{name}: ERROR 2003 (HY000): {said} ({error})"))
    })
}
