//! A running server as tests and tools hold it.

use std::net::SocketAddr;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::builder::Builder;
use super::site::{Site, Snapshot};
use crate::clock::Clock;
use crate::fault::Faults;
use crate::guardian::tenant::Tenant;
use crate::journal::Journal;
use crate::world::World;
use crate::wso2::identity::IdentityServer;

/// A running server. It stops when it is dropped; [`shutdown`](Self::shutdown) also waits until it has stopped.
#[derive(Debug)]
pub struct MockServer {
    site: Site,
    running: Running,
}

/// The tasks of a server and how to end them.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) stop: watch::Sender<bool>,
    pub(super) accepting: JoinHandle<()>,
    pub(super) pinging: JoinHandle<()>,
    pub(super) posting: JoinHandle<()>,
    pub(super) address: SocketAddr,
    pub(super) certificate_pem: Option<String>,
}

impl MockServer {
    /// A builder with the defaults: loopback, a free port, HTTP, in memory, the machine's time and randomness.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(super) fn new(site: Site, running: Running) -> Self {
        Self { site, running }
    }

    /// The issuer base URL, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.site.world.issuer().url
    }

    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.running.address
    }

    /// The certificate chain of an HTTPS server, as PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> Option<&str> {
        self.running.certificate_pem.as_deref()
    }

    /// Users, devices, logins and rules.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.site.world
    }

    /// Users, enrollments and logins of the Guardian tenant that the server is when it speaks Guardian.
    #[must_use]
    pub fn tenant(&self) -> Tenant {
        self.site.tenant()
    }

    /// Organizations, users, devices and logins of the WSO2 server that the server is when it speaks that protocol.
    #[must_use]
    pub fn identity_server(&self) -> IdentityServer {
        self.site.identity()
    }

    /// The server's time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.site.clock
    }

    /// What goes wrong on purpose.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.site.faults
    }

    /// What was asked and answered.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.site.journal
    }

    /// World, time and faults as they are now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.site.snapshot()
    }

    /// Puts world, time and faults back; open hint streams end.
    pub fn restore(&self, snapshot: &Snapshot) {
        self.site.restore(snapshot);
    }

    /// Forgets users, devices, logins, faults, journal and hints. The issuer's keys and the clock stay; a seeded world
    /// starts over with the same values.
    pub fn reset(&self) {
        self.site.reset();
    }

    /// Stops accepting, lets requests finish for up to a second, ends all connections.
    pub async fn shutdown(self) {
        // The loop may have ended already.
        let _ = self.running.stop.send(true);
        let _ = self.running.accepting.await;
        for task in [self.running.pinging, self.running.posting] {
            task.abort();
            let _ = task.await;
        }
    }
}
