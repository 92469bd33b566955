//! The relying party's side: OpenID CIBA and a plain login API.

use axum::Router;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::fault::Faults;
use crate::server::Site;
use crate::world::PingMessage;

pub(crate) fn routes() -> Router<Site> {
    Router::new()
}

pub(crate) async fn deliver_pings(mut outgoing: UnboundedReceiver<PingMessage>, _faults: Faults) {
    while outgoing.recv().await.is_some() {}
}
