//! Listening as a virtual phone, in the place of FCM and APNs.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;

use crate::server::Site;

/// What phones call, whichever protocol the server speaks.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/gateway/{provider}/{token}", get(listen))
}

/// Keeps a stream open on which the pushes for a provider and token arrive, one line of JSON each.
async fn listen(State(site): State<Site>, Path((provider, token)): Path<(String, String)>) -> Response {
    let receiver = site.gateway.listen_as(&provider, &token);
    let pushes = stream::unfold(receiver, |mut receiver| async move {
        let payload = receiver.recv().await?;
        Some((Ok::<_, Infallible>(Event::default().data(payload)), receiver))
    });
    Sse::new(pushes).keep_alive(KeepAlive::default()).into_response()
}
