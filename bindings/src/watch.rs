//! Pending challenges as a stream.

use std::sync::Arc;

use countersign_core::engine;

use crate::{Authenticator, ChallengeRecord, Fault, Problem};

/// Challenges as they come to wait, each once. Made by `Authenticator.watch`; the loop of an app is only "next, sleep".
///
/// A server that fails is asked less and less often, at least every minute, and not before it said. Keeps the accounts open until it is
/// let go of itself.
#[derive(uniffi::Object)]
pub struct Watch {
    phone: Arc<Authenticator>,
    core: engine::Watch,
}

/// What one turn of a watch brought.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Turn {
    /// Challenges that wait and were in no turn before, oldest first.
    pub news: Vec<ChallengeRecord>,
    /// What went wrong just now, account by account.
    pub problems: Vec<Problem>,
    /// After how many milliseconds to take the next turn. A push that was taken makes an earlier one worthwhile.
    pub again_millis: u64,
}

impl Watch {
    pub(crate) fn new(phone: Arc<Authenticator>, every: std::time::Duration) -> Self {
        Self { phone, core: engine::Watch::new(every) }
    }
}

#[cfg_attr(feature = "reqwest", uniffi::export(async_runtime = "tokio"))]
#[cfg_attr(not(feature = "reqwest"), uniffi::export)]
impl Watch {
    /// Takes a turn: what waits in storage and is news is returned at once; otherwise all servers are asked first, as by `refresh`.
    /// Canceling it loses nothing.
    pub async fn next(&self) -> Result<Turn, Fault> {
        self.phone.ended(async { Ok(self.core.next(&self.phone.core).await?.into()) }).await
    }
}

impl From<engine::Turn> for Turn {
    fn from(turn: engine::Turn) -> Self {
        let engine::Turn { news, problems, again } = turn;
        Self {
            news: news.into_iter().map(ChallengeRecord::from).collect(),
            problems: problems.into_iter().map(Problem::from).collect(),
            again_millis: u64::try_from(again.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
