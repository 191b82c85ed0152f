//! Runs things in turn, so that what disturbs the machine disturbs all of them.

use std::time::{Duration, Instant};

use super::table::Figure;

/// How often each is run.
pub(crate) const ROUNDS: usize = 21;

/// Runs all of `contenders` in turn, once uncounted and then [`ROUNDS`] times. Returns the median of each.
pub(crate) fn in_turn<const N: usize>(mut contenders: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=ROUNDS {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            contender();
            if round > 0 {
                times.push(begun.elapsed());
            }
        }
    }
    times.map(median)
}

/// Of an odd number of times, the one in the middle.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// So many of a hundred took no longer than this.
pub(crate) fn at(percent: usize, sorted: &[Duration]) -> Figure {
    let place = (sorted.len() * percent).div_ceil(100);
    let time = place.checked_sub(1).map(|place| sorted[place]);
    Figure::Time(time.expect("there is one, at least"))
}
