//! When a login needs a second factor.

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};

use super::call::Call;
use super::fields::items;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{MfaPolicy, TenantSettings};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/guardian/policies", get(list).put(set))
}

async fn list(call: Call) -> Answer {
    call.allow(&["read:mfa_policies"])?;
    Ok(Reply::Done(call.read(|state, _| shown(&state.settings))))
}

async fn set(call: Call) -> Answer {
    call.allow(&["update:mfa_policies"])?;
    let body = call.json()?;
    let values = body.as_array().ok_or_else(|| Refusal::body("'Expected type array'"))?;
    let policies = items(values, "policies", MfaPolicy::named)?;
    let now = call.change(|state, _| {
        state.settings.policies = policies.into_iter().collect();
        Ok::<_, Refusal>(shown(&state.settings))
    })?;
    Ok(Reply::Done(now))
}

fn shown(settings: &TenantSettings) -> Value {
    json!(settings.policies.iter().map(|policy| policy.name()).collect::<Vec<_>>())
}
