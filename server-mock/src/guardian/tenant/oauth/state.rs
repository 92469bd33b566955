//! What the authorization server remembers. It is not kept in the data file: logins do not outlive the process.

use std::collections::BTreeMap;

use super::backchannel::BackchannelLogin;
use super::mfa_tokens::MfaToken;
use super::oob::OobCode;
use super::refresh::RefreshToken;

/// Grants on their way to tokens.
#[derive(Clone, Debug, Default)]
pub(crate) struct OauthState {
    /// By value.
    pub(super) mfa_tokens: BTreeMap<String, MfaToken>,
    /// By value.
    pub(super) oob_codes: BTreeMap<String, OobCode>,
    /// By `auth_req_id`.
    pub(super) backchannel: BTreeMap<String, BackchannelLogin>,
    /// By value.
    pub(super) refresh_tokens: BTreeMap<String, RefreshToken>,
}

/// How often a client may ask whether a login is decided.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// Seconds.
    interval: u64,
    last: Option<u64>,
}

impl Pace {
    pub(super) fn new(interval: u64) -> Self {
        Self { interval, last: None }
    }

    /// Notes a question; one that comes too early makes the interval 5 seconds longer, and the error says how long.
    pub(super) fn ask(&mut self, now: u64) -> Result<(), u64> {
        let is_early = self.last.is_some_and(|last| now < last.saturating_add(self.interval));
        self.last = Some(now);
        if !is_early {
            return Ok(());
        }
        self.interval += 5;
        Err(self.interval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_that_come_too_early_make_the_interval_longer() {
        let mut pace = Pace::new(5);

        assert_eq!(pace.ask(100), Ok(()));
        assert_eq!(pace.ask(105), Ok(()));
        assert_eq!(pace.ask(109), Err(10));
        assert_eq!(pace.ask(118), Err(15));
        assert_eq!(pace.ask(133), Ok(()));
    }
}
