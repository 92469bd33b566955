//! Limits: how often something may happen to a user or the whole tenant.

use std::collections::BTreeMap;

use super::state::TenantState;
use crate::guardian::GuardianError;

/// When things happened lately, by what and to whom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rates {
    events: BTreeMap<(&'static str, String), Vec<u64>>,
    /// Wrong codes: how many are counted, and since when one is forgiven every [`FORGIVEN_EVERY`] seconds.
    failures: BTreeMap<String, (u32, u64)>,
}

impl Rates {
    /// Counts an event unless `limit` of them happened within the last `window` seconds; then says when there is room.
    pub(crate) fn count(
        &mut self,
        what: &'static str,
        whom: &str,
        limit: u32,
        window: u64,
        now: u64,
    ) -> Result<(), u64> {
        let times = self.events.entry((what, whom.to_owned())).or_default();
        times.retain(|time| time.saturating_add(window) > now);
        if times.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Err(times.first().map_or(now, |first| first + window));
        }
        times.push(now);
        Ok(())
    }

    /// Refuses when too many wrong codes are on the user's account.
    pub(crate) fn check_failures(&mut self, user: &str, now: u64) -> Result<(), u64> {
        let Some((count, since)) = self.failures.get_mut(user) else { return Ok(()) };
        let forgiven = u32::try_from(now.saturating_sub(*since) / FORGIVEN_EVERY).unwrap_or(u32::MAX);
        *count = count.saturating_sub(forgiven);
        *since = since.saturating_add(u64::from(forgiven) * FORGIVEN_EVERY);
        if *count < MAX_FAILURES { Ok(()) } else { Err(*since + FORGIVEN_EVERY) }
    }

    /// Counts a wrong code.
    pub(crate) fn count_failure(&mut self, user: &str, now: u64) {
        let entry = self.failures.entry(user.to_owned()).or_insert((0, now));
        if entry.0 == 0 {
            entry.1 = now;
        }
        entry.0 += 1;
    }

    pub(crate) fn clear_failures(&mut self, user: &str) {
        self.failures.remove(user);
    }
}

impl TenantState {
    /// Counts a push to `user`.
    pub(super) fn count_push(&mut self, user: &str, now: u64) -> Result<(), GuardianError> {
        let (own, all) = (self.settings.pushes_per_minute, self.settings.tenant_pushes_per_minute);
        self.rates
            .count("push", user, own, 60, now)
            .map_err(|retry_at| GuardianError::TooManyPushes { limit: own, retry_at })?;
        let whole = self.rates.count("push", "", all, 60, now);
        whole.map_err(|retry_at| GuardianError::TooManyPushesPerTenant { limit: all, retry_at })
    }
}

/// Wrong codes before every further one is refused.
pub(super) const MAX_FAILURES: u32 = 10;
/// Seconds after which one wrong code is forgiven.
const FORGIVEN_EVERY: u64 = 360;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_ten_wrong_codes_one_more_is_allowed_every_six_minutes() {
        let mut rates = Rates::default();
        for _ in 0..10 {
            assert_eq!(rates.check_failures("u", 1_000), Ok(()));
            rates.count_failure("u", 1_000);
        }

        assert_eq!(rates.check_failures("u", 1_359), Err(1_360));
        assert_eq!(rates.check_failures("u", 1_360), Ok(()));
        rates.count_failure("u", 1_360);
        assert_eq!(rates.check_failures("u", 1_361), Err(1_720));
        assert_eq!(rates.check_failures("other", 1_361), Ok(()));
    }

    #[test]
    fn window_has_room_again_when_the_first_event_leaves_it() {
        let mut rates = Rates::default();

        assert_eq!(rates.count("push", "u", 2, 60, 100), Ok(()));
        assert_eq!(rates.count("push", "u", 2, 60, 130), Ok(()));
        assert_eq!(rates.count("push", "u", 2, 60, 159), Err(160));
        assert_eq!(rates.count("push", "u", 2, 60, 160), Ok(()));
    }
}
