//! The hint stream (section 8).

use std::convert::Infallible;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::extract;
use crate::server::Site;

/// Keeps a stream open on which hints for the device arrive.
pub(super) async fn listen(State(site): State<Site>, headers: HeaderMap) -> Response {
    let device = match extract::proof(&headers).and_then(|proof| site.world.listener(proof)) {
        Ok(device) => device,
        Err(refusal) => return refusal.into_response(),
    };
    let receiver = site.gateway.listen(&device);
    let hints = stream::unfold(receiver, |mut receiver| async move {
        let payload = receiver.recv().await?;
        Some((Ok::<_, Infallible>(Event::default().event("hint").data(payload)), receiver))
    });
    Sse::new(hints).keep_alive(KeepAlive::default()).into_response()
}
