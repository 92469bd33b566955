//! A transport that loses, duplicates and remembers.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use countersign_core::platform::{Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The request never arrives, and the phone cannot know.
    Request,
    /// The request never leaves, and the phone knows.
    NotSent,
    /// The request arrives, the reply does not.
    Reply,
    /// The request arrives twice; the phone gets the second reply.
    Duplicated,
}

impl Loss {
    /// Everything that can happen to a request.
    pub const ALL: [Self; 4] = [Self::Request, Self::NotSent, Self::Reply, Self::Duplicated];
}

/// A request that went over the wire, with its reply.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The request.
    pub request: HttpRequest,
    /// The reply, if it arrived.
    pub response: Option<HttpResponse>,
}

/// Passes requests on, except those that are to suffer.
pub struct LossyTransport {
    inner: Arc<dyn Transport>,
    plan: Mutex<Plan>,
    recorded: Mutex<Vec<Recorded>>,
}

#[derive(Default)]
struct Plan {
    requests: usize,
    single: Vec<(usize, Loss)>,
    all: Option<Loss>,
}

impl LossyTransport {
    /// Passes everything on.
    pub fn new(inner: Arc<dyn Transport>) -> Self {
        Self { inner, plan: Mutex::default(), recorded: Mutex::default() }
    }

    /// The request number `index` from now, counted from 0, suffers `loss`. May be called for several requests.
    pub fn lose(&self, index: usize, loss: Loss) {
        let mut plan = self.plan();
        let at = plan.requests + index;
        plan.single.push((at, loss));
    }

    /// Every request from now on suffers `loss`.
    pub fn lose_all(&self, loss: Loss) {
        self.plan().all = Some(loss);
    }

    /// How many requests the phone has made so far, also those that never left.
    pub fn requests(&self) -> usize {
        self.plan().requests
    }

    /// Everything that was sent so far.
    pub fn recorded(&self) -> Vec<Recorded> {
        self.recorded.lock().expect("not poisoned").clone()
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().expect("not poisoned")
    }

    fn fate(&self) -> Option<Loss> {
        let mut plan = self.plan();
        let index = plan.requests;
        plan.requests += 1;
        plan.single.iter().find(|(at, _)| *at == index).map(|(_, loss)| *loss).or(plan.all)
    }

    fn remember(&self, request: &HttpRequest, response: Option<&HttpResponse>) {
        let recorded = Recorded { request: request.clone(), response: response.cloned() };
        self.recorded.lock().expect("not poisoned").push(recorded);
    }
}

#[async_trait]
impl Transport for LossyTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        match self.fate() {
            Some(Loss::Request) => return Err(TransportError::Timeout),
            Some(Loss::NotSent) => return Err(TransportError::Connect),
            Some(Loss::Duplicated) => drop(self.inner.send(request.clone()).await),
            Some(Loss::Reply) => {
                let _ = self.inner.send(request.clone()).await;
                self.remember(&request, None);
                return Err(TransportError::Interrupted);
            }
            None => {}
        }
        let response = self.inner.send(request.clone()).await;
        self.remember(&request, response.as_ref().ok());
        response
    }
}
