//! What users enrolled.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::call::Call;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::GuardianError;
use crate::guardian::tenant::{Method, MethodKind, TenantState, date};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/guardian/enrollments/{id}", get(show).delete(remove))
        .route("/users/{user}/enrollments", get(of_user))
}

async fn show(Path(id): Path<String>, call: Call) -> Answer {
    call.allow(&["read:guardian_enrollments"])?;
    let (_, method) = call.read(|state, _| enrolled(state, &id))?;
    let mut view = json!({"id": method.source, "status": status(&method)});
    describe(&mut view, &method, call.read(|state, _| identifier(state, &id)));
    Ok(Reply::Done(view))
}

async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    call.allow(&["delete:guardian_enrollments"])?;
    call.change(|state, moment| {
        let (user, method) = enrolled(state, &id)?;
        state.remove_method(&user, &method.id(), moment.now)
    })?;
    Ok(Reply::Nothing)
}

/// The first enrollment that the user confirmed, as a list of at most one.
async fn of_user(Path(user): Path<String>, call: Call) -> Answer {
    call.allow_for(&user, &["read:users"], &["read:current_user"])?;
    let list = call.read(|state, _| {
        state.user(&user)?;
        let methods = enrollments(state, &user);
        let first = methods.into_iter().filter(|method| method.is_confirmed).min_by_key(|method| method.enrolled_at);
        Ok::<Vec<Value>, Refusal>(first.iter().map(|method| summary(state, method)).collect())
    })?;
    Ok(Reply::Done(Value::Array(list)))
}

/// The methods that stand for whole enrollments: of a phone its push, not the codes beside it.
fn enrollments(state: &TenantState, user: &str) -> Vec<Method> {
    let mut methods = state.methods_of(user);
    methods.retain(|method| match method.kind {
        MethodKind::Push | MethodKind::Phone | MethodKind::Email => true,
        MethodKind::Totp => method.link.is_none(),
        MethodKind::RecoveryCode => false,
    });
    methods
}

/// Whose the enrollment `id` is, and what it is.
fn enrolled(state: &TenantState, id: &str) -> Result<(String, Method), GuardianError> {
    let owner = state.enrollments.get(id).map(|enrollment| &enrollment.user);
    let owner = owner.or(state.contacts.get(id).map(|contact| &contact.user));
    let owner = owner.ok_or(GuardianError::EnrollmentNotFound)?;
    let method = enrollments(state, owner).into_iter().find(|method| method.source == id);
    Ok((owner.clone(), method.ok_or(GuardianError::EnrollmentNotFound)?))
}

fn summary(state: &TenantState, method: &Method) -> Value {
    let (kind, how) = match method.kind {
        MethodKind::Push => ("pn", "guardian"),
        MethodKind::Totp | MethodKind::RecoveryCode => ("authenticator", "authenticator"),
        MethodKind::Phone => ("sms", "sms"),
        MethodKind::Email => ("email", "email"),
    };
    let mut view = json!({"id": method.source, "status": status(method), "type": kind, "auth_method": how});
    describe(&mut view, method, identifier(state, &method.source));
    view
}

/// Adds what both views have; what is unknown is left out.
fn describe(view: &mut Value, method: &Method, identifier: Option<String>) {
    let phone_number = method.address.clone().filter(|_| method.kind == MethodKind::Phone);
    let members = [
        ("name", method.name.clone()),
        ("identifier", identifier),
        ("phone_number", phone_number),
        ("enrolled_at", method.enrolled_at.map(date)),
        ("last_auth", method.last_auth.map(date)),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            view[name] = json!(value);
        }
    }
}

fn identifier(state: &TenantState, id: &str) -> Option<String> {
    state.enrollments.get(id).and_then(|enrollment| enrollment.identifier.clone())
}

fn status(method: &Method) -> &'static str {
    if method.is_confirmed { "confirmed" } else { "pending" }
}
