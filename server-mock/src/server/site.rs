//! What every route can reach.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::fault::{Fault, Faults};
use crate::gateway::Gateway;
use crate::guardian::tenant::Tenant;
use crate::jose::RsaSigner;
use crate::journal::Journal;
use crate::speaks::Speaks;
use crate::sync::lock;
use crate::world::{World, WorldSnapshot};
use crate::wso2::identity::IdentityServer;

/// The parts of one server. Clones are the same server.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) gateway: Gateway,
    pub(crate) speaks: Speaks,
    /// The key of the tenant's tokens, made when it is first needed.
    pub(crate) rsa_key: Arc<OnceCell<RsaSigner>>,
    /// Snapshots taken over the control API, by number.
    pub(crate) snapshots: Arc<Mutex<BTreeMap<u64, Snapshot>>>,
}

/// World, time and faults at one moment; journal and hint outbox are not part of it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    world: WorldSnapshot,
    faults: Vec<Fault>,
}

impl Site {
    pub(crate) fn tenant(&self) -> Tenant {
        Tenant::new(self.world.clone())
    }

    pub(crate) fn identity(&self) -> IdentityServer {
        IdentityServer::new(self.world.clone())
    }

    /// The key of the tenant's tokens. Making it takes a moment, so that happens once and beside other requests.
    pub(crate) async fn rsa_key(&self) -> RsaSigner {
        let make = async || {
            let made = tokio::task::spawn_blocking(RsaSigner::generate).await;
            made.expect("making a key does not fail")
        };
        self.rsa_key.get_or_init(make).await.clone()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot { world: self.world.snapshot(), faults: self.faults.list() }
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) {
        self.world.restore(&snapshot.world);
        self.faults.replace(snapshot.faults.clone());
    }

    pub(crate) fn reset(&self) {
        self.world.reset();
        self.faults.clear();
        self.journal.clear();
        self.gateway.clear();
        lock(&self.snapshots).clear();
    }
}
