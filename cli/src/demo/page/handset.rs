//! The phone of the page: the core, its short memory, and the loop that listens for pushes and asks now and then.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::engine::{Authenticator, PushOutcome};
use countersign_core::model::{Account, AccountState};
use countersign_core::store::Row;
use countersign_server_mock::MockServer;
use tokio::sync::watch;

use super::place::{Arrival, Moment};
use crate::demo::failure::Failure;
use crate::demo::phone::Phone;

/// A phone that several requests of the page look at.
pub(super) struct Handset {
    /// The core.
    pub(super) core: Arc<Authenticator>,
    moment: Mutex<Moment>,
    changes: watch::Sender<u64>,
}

impl Handset {
    /// Switches on a new phone in `home`, and the loop that keeps it up to date.
    pub(super) fn start(home: &Path) -> Result<(Arc<Self>, impl Future<Output = ()> + Send + use<>), Failure> {
        let phone = Phone::open(home, "Demo phone", None)?;
        let handset = Arc::new(Self {
            core: Arc::clone(&phone.core),
            moment: Mutex::new(Moment::new()),
            changes: watch::Sender::new(0),
        });
        let listening = listen(phone, Arc::clone(&handset));
        Ok((handset, listening))
    }

    /// The short memory. Never held while something is awaited.
    pub(super) fn moment(&self) -> MutexGuard<'_, Moment> {
        self.moment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something may look different now.
    pub(super) fn touch(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Hears of every touch.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// The accounts that can be read.
    pub(super) fn accounts(&self) -> Result<Vec<Account>, Failure> {
        Ok(self.core.accounts()?.into_iter().filter_map(Row::intact).collect())
    }

    /// Asks the server what waits.
    pub(super) async fn ask(&self) -> Result<(), Failure> {
        let refreshed = self.core.refresh().await?;
        let mut moment = self.moment();
        for challenge in refreshed.new {
            moment.note_arrival(&challenge.id, Arrival::Poll);
        }
        drop(moment);
        self.touch();
        Ok(())
    }
}

/// Pushes make it quick, asking makes it certain.
async fn listen(mut phone: Phone, handset: Arc<Handset>) {
    let mut changes = handset.changes();
    let mut ask = tokio::time::interval(ASK_EVERY);
    ask.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut lines = 0;
    loop {
        let active = handset
            .accounts()
            .map_or(0, |accounts| accounts.iter().filter(|account| account.state == AccountState::Active).count());
        if active != lines || (active > 0 && !phone.is_listening()) {
            lines = if phone.listen().await.is_ok() { active } else { 0 };
        }
        tokio::select! {
            pushed = phone.push() => if let Ok(payload) = pushed { receive(&handset, &payload).await },
            _ = ask.tick() => if let Err(failure) = handset.ask().await {
                tracing::warn!(%failure, "asking the server failed");
            },
            _ = changes.changed() => {}
        }
    }
}

async fn receive(handset: &Handset, payload: &[u8]) {
    match handset.core.handle_push(payload).await {
        Ok(PushOutcome::Waiting(challenge)) => handset.moment().note_arrival(&challenge.id, Arrival::Push),
        Ok(PushOutcome::Notice(_) | PushOutcome::Nothing | PushOutcome::NotOurs) => {}
        Err(error) => tracing::info!(code = error.code, "a push was refused"),
    }
    handset.touch();
}

/// Everything the page works with.
pub(super) struct Desk {
    /// The server on the left.
    pub(super) server: MockServer,
    /// The phone on the right.
    pub(super) handset: Arc<Handset>,
}

/// How often the phone asks by itself. Long enough to see the difference between a push and none.
const ASK_EVERY: Duration = Duration::from_secs(8);
