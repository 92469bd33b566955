//! Where the person is on the phone, and what it remembers for a moment.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use countersign_core::engine::EnrollmentPreview;
use countersign_core::model::ChallengeId;

use super::views::ResultView;

/// What the person looks at when nothing asks.
pub(super) enum Place {
    Accounts,
    History,
    Confirm(Box<EnrollmentPreview>),
    Result(ResultView),
}

/// How the phone learned of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    Push,
    Poll,
}

/// The phone's short memory. Nothing in here matters after a restart.
pub(super) struct Moment {
    pub(super) place: Place,
    pub(super) mistake: Option<(ChallengeId, String)>,
    arrivals: HashMap<ChallengeId, Arrival>,
    shown: HashMap<ChallengeId, Instant>,
}

impl Moment {
    pub(super) fn new() -> Self {
        Self { place: Place::Accounts, mistake: None, arrivals: HashMap::new(), shown: HashMap::new() }
    }

    /// Notes how a challenge came; the first time counts.
    pub(super) fn note_arrival(&mut self, id: &ChallengeId, arrival: Arrival) {
        self.arrivals.entry(id.clone()).or_insert(arrival);
    }

    pub(super) fn arrival(&self, id: &ChallengeId) -> Arrival {
        self.arrivals.get(id).copied().unwrap_or(Arrival::Poll)
    }

    /// The challenge is on the screen now.
    pub(super) fn note_shown(&mut self, id: &ChallengeId, now: Instant) {
        self.shown.entry(id.clone()).or_insert(now);
    }

    /// Whether the challenge has been on the screen long enough that a tap can be meant for it.
    pub(super) fn is_armed(&self, id: &ChallengeId, now: Instant) -> bool {
        self.shown.get(id).is_some_and(|shown| now.duration_since(*shown) >= ARMING)
    }
}

/// A tap in the first half second was meant for something else.
pub(super) const ARMING: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ChallengeId {
        text.parse().unwrap()
    }

    #[test]
    fn approving_is_armed_half_a_second_after_the_request_appeared() {
        let (mut moment, start) = (Moment::new(), Instant::now());
        moment.note_shown(&id("a.1"), start);
        moment.note_shown(&id("a.1"), start + Duration::from_secs(9));

        assert!(!moment.is_armed(&id("a.1"), start + Duration::from_millis(499)));
        assert!(moment.is_armed(&id("a.1"), start + Duration::from_millis(500)));
        assert!(!moment.is_armed(&id("a.2"), start + Duration::from_secs(9)));
    }

    #[test]
    fn a_challenge_that_was_pushed_stays_pushed_when_asking_finds_it_again() {
        let mut moment = Moment::new();
        moment.note_arrival(&id("a.1"), Arrival::Push);
        moment.note_arrival(&id("a.1"), Arrival::Poll);

        assert_eq!(moment.arrival(&id("a.1")), Arrival::Push);
    }
}
