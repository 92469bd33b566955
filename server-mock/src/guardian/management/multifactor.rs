//! What helps users who lost their second factor, or whose browser may not skip it any longer.

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, post};
use serde_json::json;

use super::call::Call;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::GuardianError;
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/users/{user}/recovery-code-regeneration", post(renew_recovery_code))
        .route("/users/{user}/authenticators", delete(remove_authenticators))
        .route("/users/{user}/multifactor/{provider}", delete(remove_provider))
        .route("/users/{user}/multifactor/actions/invalidate-remember-browser", post(forget_browsers))
}

async fn renew_recovery_code(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(UPDATE)?;
    let code = call.change(|state, moment| {
        state.user(&user)?;
        if !state.is_enrolled(&user) {
            return Err(GuardianError::EnrollmentNotFound);
        }
        state.renew_recovery_code(&user, moment)
    })?;
    Ok(Reply::Done(json!({"recovery_code": code})))
}

/// A user who does not exist has no authenticators left.
async fn remove_authenticators(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(&["delete:guardian_enrollments"])?;
    call.change(|state, moment| {
        state.remove_methods(&user, moment.now);
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Nothing)
}

/// Takes the configuration of a provider away. All that users enroll here belongs to `google-authenticator`; nobody can
/// enroll with Duo.
async fn remove_provider(Path((user, provider)): Path<(String, String)>, call: Call) -> Answer {
    call.allow(UPDATE)?;
    let is_own = match provider.as_str() {
        "google-authenticator" => true,
        "duo" => false,
        _ => return Err(Refusal::path("provider")),
    };
    call.change(|state, moment| {
        state.user(&user)?;
        if is_own {
            state.remove_methods(&user, moment.now);
        }
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Nothing)
}

/// A user who does not exist is remembered nowhere.
async fn forget_browsers(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(UPDATE)?;
    call.change(|state, moment| {
        state.forget_browsers(&user, moment.now);
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Nothing)
}

const UPDATE: &[&str] = &["update:users"];
