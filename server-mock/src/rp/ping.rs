//! CIBA ping callbacks: tells a client's notification endpoint that its request is decided.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::fault::{FaultAction, Faults};
use crate::world::PingMessage;

/// Sends pings one after the other until the world is gone. A client that was not reached still can poll.
pub(crate) async fn deliver_pings(mut outgoing: UnboundedReceiver<PingMessage>, faults: Faults) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    while let Some(ping) = outgoing.recv().await {
        let actions = faults.take("ping");
        for delay in actions.iter().filter_map(FaultAction::delay) {
            tokio::time::sleep(delay).await;
        }
        if actions.contains(&FaultAction::DropRequest) {
            continue;
        }
        let copies = if actions.contains(&FaultAction::Duplicate) { 2 } else { 1 };
        for _ in 0..copies {
            deliver(&client, &ping).await;
        }
    }
}

async fn deliver(client: &Client<HttpConnector, Full<Bytes>>, ping: &PingMessage) {
    let body = json!({"auth_req_id": ping.request}).to_string();
    let request = Request::builder()
        .method(Method::POST)
        .uri(&ping.endpoint)
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, format!("Bearer {}", ping.token))
        .body(Full::from(body));
    let Ok(request) = request else {
        tracing::warn!("a notification endpoint is not a usable URL");
        return;
    };
    match tokio::time::timeout(PATIENCE, client.request(request)).await {
        Ok(Ok(response)) if response.status() == 204 => {}
        Ok(Ok(response)) => tracing::warn!(status = response.status().as_u16(), "ping was not answered with 204"),
        Ok(Err(error)) => tracing::warn!(%error, "ping failed"),
        Err(_) => tracing::warn!("ping took too long"),
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
