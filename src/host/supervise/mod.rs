//! The supervisor: a process of this program with one program to look after. It ends with it, never before.

mod control;
mod hold;
mod lines;
mod output;
mod run;

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use rustix::process::{getpid, set_child_subreaper, setsid};

use super::command::{Answer, Order};
use super::folder::LOCK;
pub use hold::hold;

/// The longest order, bytes.
const LONGEST_ORDER: u64 = 4 << 20;

/// Supervises `folder` until its program has ended. The order is read from the input, and what came of it answered on the output
/// in one line. To be called before anything else has been started, for the program ends with the thread that started it.
pub fn supervise(folder: &Path) -> io::Result<()> {
    // Away from the terminal and from the group of whoever asked. One that leads its group already has both.
    setsid().ok();
    set_child_subreaper(Some(getpid()))?;
    let order = order()?;
    let lock = File::create(folder.join(LOCK))?;
    if lock.try_lock().is_err() {
        return answer(&Answer::Taken);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match run::Run::begin(folder, order) {
            Ok(run) => {
                // Nobody may hear it: whoever asked may have ended.
                answer(&Answer::Started).ok();
                run.see_out(lock).await
            }
            Err(error) => answer(&Answer::Failed(error.to_string())),
        }
    })
}

fn order() -> io::Result<Order> {
    let mut order = Vec::new();
    io::stdin().take(LONGEST_ORDER).read_to_end(&mut order)?;
    Ok(serde_json::from_slice(&order)?)
}

fn answer(answer: &Answer) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    let mut stdout = io::stdout();
    stdout.write_all(&line)?;
    stdout.flush()
}
