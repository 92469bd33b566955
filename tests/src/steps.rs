//! Sweeps over every step of something, until it has no further one.

/// Calls `step` with 0, 1, 2 and so on until it says `false`: there was no such step any more, and all went undisturbed.
///
/// # Panics
/// After 20 steps: nothing that is swept has so many requests or awaits, so it does not end.
pub async fn every_step(mut step: impl AsyncFnMut(usize) -> bool) {
    for index in 0..=MAX_STEPS {
        if !step(index).await {
            return;
        }
    }
    panic!("no end after {MAX_STEPS} steps");
}

const MAX_STEPS: usize = 20;
