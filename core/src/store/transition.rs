//! Which changes are possible and what they do. Both stores ask here, so that they cannot disagree.

use super::Decided;
use crate::model::{Account, AccountChange, ChallengeStatus, Recorded, Settlement, UnixTime, Verdict};

/// Why a challenge in this `status` cannot take a signed answer with `verdict`; `None` when it can.
pub(super) fn obstacle_to_decide(status: ChallengeStatus, verdict: Verdict) -> Option<Decided> {
    match (status, verdict) {
        (ChallengeStatus::Latched { .. }, Verdict::Deny) => None,
        (
            ChallengeStatus::Pending
            | ChallengeStatus::Latched { .. }
            | ChallengeStatus::Decided { .. }
            | ChallengeStatus::Settled { .. },
            Verdict::Approve | Verdict::Deny,
        ) => obstacle_to_latch(status),
    }
}

/// Why a deny cannot be latched in this `status`; `None` when it can.
pub(super) fn obstacle_to_latch(status: ChallengeStatus) -> Option<Decided> {
    match status {
        ChallengeStatus::Pending => None,
        ChallengeStatus::Settled { verdict: None, settlement } => Some(Decided::Ended(settlement)),
        ChallengeStatus::Latched { .. } | ChallengeStatus::Decided { .. } | ChallengeStatus::Settled { .. } => {
            verdict_of(status).map(|verdict| Decided::Before { verdict, status })
        }
    }
}

/// What this phone decided so far.
pub(super) const fn verdict_of(status: ChallengeStatus) -> Option<Verdict> {
    match status {
        ChallengeStatus::Pending => None,
        ChallengeStatus::Latched { .. } => Some(Verdict::Deny),
        ChallengeStatus::Decided { verdict } => Some(verdict),
        ChallengeStatus::Settled { verdict, .. } => verdict,
    }
}

/// The settlement that is already there, if any.
pub(super) const fn settlement_of(status: ChallengeStatus) -> Option<Settlement> {
    match status {
        ChallengeStatus::Settled { settlement, .. } => Some(settlement),
        ChallengeStatus::Pending | ChallengeStatus::Latched { .. } | ChallengeStatus::Decided { .. } => None,
    }
}

/// How history shows `status` at `server_now`; `None` while the challenge waits for the person.
///
/// What was sent may have been recorded, so only a challenge without an answer runs out by the clock alone.
pub(super) fn in_history(
    status: ChallengeStatus,
    leaves_at: UnixTime,
    server_now: UnixTime,
) -> Option<ChallengeStatus> {
    let ended_at = Some(leaves_at).filter(|leaves_at| *leaves_at <= server_now);
    match (status, ended_at) {
        (ChallengeStatus::Pending | ChallengeStatus::Latched { .. }, Some(at)) => {
            let settlement = Settlement { recorded: Recorded::Expired, by_us: false, at };
            Some(ChallengeStatus::Settled { verdict: verdict_of(status), settlement })
        }
        (ChallengeStatus::Pending, None) => None,
        (ChallengeStatus::Latched { .. }, None)
        | (ChallengeStatus::Decided { .. } | ChallengeStatus::Settled { .. }, _) => Some(status),
    }
}

/// Applies `change` to `account`.
pub(super) fn apply(account: &mut Account, change: &AccountChange) {
    match change {
        AccountChange::Label(label) => account.label.clone_from(label),
        AccountChange::State(state) => account.state = *state,
        AccountChange::ClockOffset(seconds) => account.clock_offset = *seconds,
        AccountChange::Push(push) => account.push.clone_from(push),
        AccountChange::NextKey(next) => account.next_key.clone_from(next),
        AccountChange::PromoteNextKey => {
            if let Some(next) = account.next_key.take() {
                account.key = Some(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DenyReason;

    const SETTLEMENT: Settlement =
        Settlement { recorded: Recorded::Canceled, by_us: false, at: UnixTime::from_seconds(9) };

    fn settled(verdict: Option<Verdict>) -> ChallengeStatus {
        ChallengeStatus::Settled { verdict, settlement: SETTLEMENT }
    }

    #[test]
    fn only_a_deny_gets_past_a_latched_deny() {
        let latched = ChallengeStatus::Latched { reason: Some(DenyReason::Suspicious) };

        assert_eq!(obstacle_to_decide(latched, Verdict::Deny), None);
        let before = Decided::Before { verdict: Verdict::Deny, status: latched };
        assert_eq!(obstacle_to_decide(latched, Verdict::Approve), Some(before.clone()));
        assert_eq!(obstacle_to_latch(latched), Some(before));
    }

    #[test]
    fn what_ended_takes_no_decision() {
        for verdict in [Verdict::Approve, Verdict::Deny] {
            assert_eq!(obstacle_to_decide(settled(None), verdict), Some(Decided::Ended(SETTLEMENT)));
            let status = settled(Some(Verdict::Approve));
            let before = Decided::Before { verdict: Verdict::Approve, status };
            assert_eq!(obstacle_to_decide(status, verdict), Some(before));
        }
    }

    #[test]
    fn only_unanswered_challenges_run_out_by_the_clock() {
        let at = UnixTime::from_seconds(100);
        let expired = Settlement { recorded: Recorded::Expired, by_us: false, at };
        let decided = ChallengeStatus::Decided { verdict: Verdict::Approve };

        assert_eq!(in_history(ChallengeStatus::Pending, at, at.plus(-1)), None);
        let shown = ChallengeStatus::Settled { verdict: None, settlement: expired };
        assert_eq!(in_history(ChallengeStatus::Pending, at, at), Some(shown));
        assert_eq!(in_history(decided, at, at.plus(1)), Some(decided));
    }
}
