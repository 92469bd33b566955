//! What every route can reach.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::clock::Clock;
use crate::fault::{Fault, Faults};
use crate::gateway::Gateway;
use crate::guardian::Speaks;
use crate::guardian::tenant::Tenant;
use crate::journal::Journal;
use crate::sync::lock;
use crate::world::{World, WorldSnapshot};

/// The parts of one server. Clones are the same server.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) gateway: Gateway,
    pub(crate) speaks: Speaks,
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
