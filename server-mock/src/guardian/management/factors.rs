//! Which factors users may enroll and log in with.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, put};
use serde_json::{Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::FactorName;
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/guardian/factors", get(list)).route("/guardian/factors/{name}", put(set))
}

async fn list(call: Call) -> Answer {
    call.allow(&["read:guardian_factors"])?;
    let factors: Vec<Value> = call.read(|state, _| {
        let row = |factor: FactorName| {
            json!({"name": factor.name(), "enabled": state.settings.is_enabled(factor), "trial_expired": false})
        };
        FactorName::ALL.into_iter().map(row).collect()
    });
    Ok(Reply::Done(Value::Array(factors)))
}

async fn set(Path(name): Path<String>, call: Call) -> Answer {
    call.allow(&["update:guardian_factors"])?;
    let factor = FactorName::named(&name).ok_or_else(|| Refusal::path("name"))?;
    let is_enabled = call.fields(&["enabled"])?.flag("enabled")?;
    call.change(|state, _| {
        if is_enabled {
            state.settings.factors.insert(factor);
        } else {
            state.settings.factors.remove(&factor);
        }
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Done(json!({"enabled": is_enabled})))
}
