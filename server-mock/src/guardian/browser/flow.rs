//! Starting a flow, looking at it, and asking the user's phones.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::agent::{Agent, place};
use crate::guardian::GuardianError;
use crate::guardian::reply::{refused, replied};
use crate::guardian::request::{self, Credentials};
use crate::guardian::tenant::{FlowStart, LoginContext};
use crate::server::Site;
use crate::speaks::Mode;

/// `POST /api/start-flow`.
pub(super) async fn start(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    replied(&site, 200, try_start(&site, peer, &headers, &body))
}

/// `POST /api/transaction-state`.
pub(super) async fn state(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let mode = site.tenant().mode();
    let result = bearer_only(&headers, &body, mode)
        .and_then(|token| site.tenant().read(|state, now| state.flow_state(&token, now, mode)));
    replied(&site, 200, result)
}

/// `POST /api/send-push-notification`.
pub(super) async fn send_push(State(site): State<Site>, headers: HeaderMap, body: Bytes) -> Response {
    let tenant = site.tenant();
    let result = bearer_only(&headers, &body, tenant.mode())
        .and_then(|token| tenant.change(|state, moment| state.ask_again(&token, moment)));
    replied(&site, 200, result.map(|()| json!({})))
}

/// Text messages cannot be sent from here, so that the factor is never offered.
pub(super) async fn refuse_sms(State(site): State<Site>, headers: HeaderMap) -> Response {
    let tenant = site.tenant();
    let flow = request::bearer(&headers, tenant.mode())
        .and_then(|token| tenant.read(|state, now| state.flow(&token, now).map(|_| ())));
    refused(flow.err().unwrap_or(GuardianError::FeatureDisabled), tenant.mode())
}

fn try_start(site: &Site, peer: SocketAddr, headers: &HeaderMap, body: &Bytes) -> Result<Value, GuardianError> {
    let tenant = site.tenant();
    let mode = tenant.mode();
    let start = match request::credentials(headers, mode)? {
        Credentials::Bearer(token) => FlowStart::Login { token },
        Credentials::Ticket(id) => FlowStart::Ticket { id },
        Credentials::Proof(_) => return Err(GuardianError::InvalidBearerFormat),
    };
    let members = request::object(headers, body, &["state_transport"], mode)?;
    match members.text("state_transport") {
        Ok("polling") => {}
        // Events come by polling only; a client that waited for a socket would wait for nothing.
        Ok("socket") => return Err(GuardianError::FeatureDisabled),
        Ok(_) | Err(_) => return Err(GuardianError::InvalidBody("state_transport")),
    }
    let context = context(peer, headers);
    tenant.change(|state, moment| state.start_flow(&start, context, moment))
}

/// Where the login comes from, for the person who is asked.
fn context(peer: SocketAddr, headers: &HeaderMap) -> LoginContext {
    let agent = Agent::of(headers);
    LoginContext {
        browser: agent.browser.map(str::to_owned),
        browser_version: agent.version,
        os: agent.system.map(str::to_owned),
        location: place(peer),
        ..LoginContext::default()
    }
}

/// The transaction token of a request that has no body.
fn bearer_only(headers: &HeaderMap, body: &Bytes, mode: Mode) -> Result<String, GuardianError> {
    let token = request::bearer(headers, mode)?;
    request::no_body(body, mode).map(|()| token)
}
