//! Users and their metadata.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Map, Value};

use super::call::Call;
use super::fields::{Fields, on};
use super::query::Query;
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use super::user_view::view;
use crate::guardian::GuardianError;
use crate::guardian::tenant::{AccessToken, TenantUser, User, UserChange};
use crate::server::Site;
use crate::world::WorldError;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/users", get(list).post(create))
        .route("/users-by-email", get(by_email))
        .route("/users/{id}", get(show).patch(update).delete(remove))
}

async fn list(call: Call) -> Answer {
    call.allow(READ)?;
    let query = call.query(LIST_PARAMETERS)?;
    let wanted = query.text("q").map(Wanted::read).transpose()?;
    let users = matching(&call, &query, |user| wanted.as_ref().is_none_or(|wanted| wanted.matches(user)))?;
    Ok(Reply::Done(query.page(users, "users")?))
}

async fn by_email(call: Call) -> Answer {
    call.allow(READ)?;
    let query = call.query(&["email", "fields", "include_fields"])?;
    let email = query.required("email")?;
    let users = matching(&call, &query, |user| user.email.as_deref() == Some(email))?;
    Ok(Reply::Done(Value::Array(users)))
}

async fn show(Path(id): Path<String>, call: Call) -> Answer {
    call.allow_for(&id, READ, &["read:current_user"])?;
    let query = call.query(&["fields", "include_fields"])?;
    let user = call.read(|state, _| state.user(&id).map(|user| view(user, state)))?;
    Ok(Reply::Done(query.selected(user)?))
}

async fn create(call: Call) -> Answer {
    call.allow(&["create:users"])?;
    let mut fields = call.fields(CREATE_MEMBERS)?;
    let connection = fields.text("connection", 1..=128)?;
    let password = fields.text("password", 1..=256)?;
    let external_id = fields.optional_text("user_id", 1..=255)?;
    let mut change = read_change(&mut fields)?;
    known_connection(&connection)?;
    let email = change.email.take().flatten();
    let username = change.username.take().flatten();
    if email.is_none() && username.is_none() {
        return Err(Refusal::body("'Missing required property: email'"));
    }
    change.email_verified = Some(change.email_verified.unwrap_or(false));
    let spec = TenantUser {
        user_id: external_id.map(|id| format!("auth0|{id}")),
        email,
        username,
        name: change.name.clone(),
        password: Some(password),
    };
    change.password = None;

    let created = call.change(|state, moment| {
        let id = state.add_user(&spec, moment).map_err(not_added)?.id;
        state.change_user(&id, change, moment)?;
        Ok::<_, Refusal>(view(state.user(&id)?, state))
    })?;
    Ok(Reply::Created(Value::Object(created)))
}

async fn update(Path(id): Path<String>, call: Call) -> Answer {
    let token =
        call.allow_for(&id, &["update:users", "update:users_app_metadata"], &["update:current_user_metadata"])?;
    let mut fields = call.fields(UPDATE_MEMBERS)?;
    check_reach(&token, &fields)?;
    if let Some(connection) = fields.optional_text("connection", 1..=128)? {
        known_connection(&connection)?;
    }
    let change = read_change(&mut fields)?;
    let changed = call.change(|state, moment| {
        state.change_user(&id, change, moment).map_err(not_changed)?;
        Ok::<_, Refusal>(view(state.user(&id)?, state))
    })?;
    Ok(Reply::Done(Value::Object(changed)))
}

/// A user who does not exist counts as removed.
async fn remove(Path(id): Path<String>, call: Call) -> Answer {
    call.allow_for(&id, &["delete:users"], &["delete:current_user"])?;
    call.change(|state, _| {
        let _ = state.remove_user(&id);
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Nothing)
}

fn matching(call: &Call, query: &Query, is_wanted: impl Fn(&User) -> bool) -> Result<Vec<Value>, Refusal> {
    let users: Vec<Map<String, Value>> = call.read(|state, _| {
        let mut wanted: Vec<&User> = state.users.values().filter(|user| is_wanted(user)).collect();
        wanted.sort_by_key(|user| (user.created_at, user.id.clone()));
        wanted.into_iter().map(|user| view(user, state)).collect()
    });
    users.into_iter().map(|user| query.selected(user)).collect()
}

/// A search for one exact value: `field:"value"`.
struct Wanted {
    field: &'static str,
    value: String,
}

impl Wanted {
    fn read(text: &str) -> Result<Self, Refusal> {
        let unknown = || Refusal::query("'Only FIELD:\"VALUE\" is understood' on property q");
        let (field, value) = text.trim().split_once(':').ok_or_else(unknown)?;
        let field = SEARCHED.into_iter().find(|known| *known == field).ok_or_else(unknown)?;
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        if value.is_empty() || value.contains(['"', '*']) {
            return Err(unknown());
        }
        Ok(Self { field, value: value.to_owned() })
    }

    fn matches(&self, user: &User) -> bool {
        let found = match self.field {
            "email" => user.email.as_deref(),
            "username" => user.username.as_deref(),
            "name" => Some(user.name.as_str()),
            _ => Some(user.id.as_str()),
        };
        found.is_some_and(|found| found.eq_ignore_ascii_case(&self.value))
    }
}

/// The members that users are made and changed with.
fn read_change(fields: &mut Fields) -> Result<UserChange, Refusal> {
    let email = fields.nullable_text("email", 3..=320)?;
    if email.iter().flatten().any(|email| !email.contains('@')) {
        return Err(on("email", "Object didn't pass validation for format email"));
    }
    for name in ["phone_verified", "verify_email", "verify_phone_number"] {
        fields.optional_flag(name)?;
    }
    fields.optional_text("client_id", 1..=64)?;
    let mut profile = Map::new();
    for name in PROFILE_TEXTS {
        fields.nullable_text(name, 1..=2_048)?;
    }
    for name in PROFILE_TEXTS.into_iter().chain(["phone_verified"]) {
        if let Some(value) = fields.take(name) {
            profile.insert(name.to_owned(), value);
        }
    }
    Ok(UserChange {
        email,
        email_verified: fields.optional_flag("email_verified")?,
        username: fields.nullable_text("username", 1..=128)?,
        password: fields.nullable_text("password", 1..=256)?.flatten(),
        is_blocked: fields.optional_flag("blocked")?,
        name: fields.nullable_text("name", 1..=300)?.flatten(),
        profile,
        app_metadata: fields.optional_object("app_metadata")?,
        user_metadata: fields.optional_object("user_metadata")?,
    })
}

/// A token that may not update users as a whole may change one kind of metadata and nothing else.
fn check_reach(token: &AccessToken, fields: &Fields) -> Result<(), Refusal> {
    let holds = |scope: &str| token.scopes.iter().any(|held| held == scope);
    if holds("update:users") {
        return Ok(());
    }
    let is_reached = |name: &str| match name {
        "app_metadata" => holds("update:users_app_metadata"),
        "user_metadata" => holds("update:current_user_metadata"),
        _ => false,
    };
    if UPDATE_MEMBERS.iter().any(|name| fields.has(name) && !is_reached(name)) {
        return Err(Refusal::scope(&["update:users"]));
    }
    Ok(())
}

fn known_connection(name: &str) -> Result<(), Refusal> {
    if name == CONNECTION {
        return Ok(());
    }
    Err(Refusal::new(400, "inexistent_connection", "The connection does not exist."))
}

fn not_changed(error: GuardianError) -> Refusal {
    if let GuardianError::Conflict(message) = error {
        return Refusal::new(400, "auth0_idp_error", message);
    }
    error.into()
}

fn not_added(error: WorldError) -> Refusal {
    match error {
        WorldError::UserExists => Refusal::new(409, "auth0_idp_error", "The user already exists."),
        WorldError::InvalidSpec(name) => on(name, "Invalid value"),
        WorldError::UnknownUser
        | WorldError::NotFound
        | WorldError::NoDevice
        | WorldError::Locked
        | WorldError::RateLimited { .. } => Refusal::body("'The user cannot be made'"),
    }
}

/// The tenant's one database of users.
pub(super) const CONNECTION: &str = "Username-Password-Authentication";
const READ: &[&str] = &["read:users"];
const SEARCHED: [&str; 4] = ["email", "username", "name", "user_id"];
const PROFILE_TEXTS: [&str; 5] = ["nickname", "given_name", "family_name", "picture", "phone_number"];
const LIST_PARAMETERS: &[&str] = &[
    "page",
    "per_page",
    "include_totals",
    "fields",
    "include_fields",
    "q",
    "search_engine",
    "sort",
    "connection",
    "primary_order",
];
const CREATE_MEMBERS: &[&str] = &[
    "email",
    "phone_number",
    "user_metadata",
    "blocked",
    "email_verified",
    "phone_verified",
    "app_metadata",
    "given_name",
    "family_name",
    "name",
    "nickname",
    "picture",
    "user_id",
    "connection",
    "password",
    "verify_email",
    "username",
];
const UPDATE_MEMBERS: &[&str] = &[
    "blocked",
    "email_verified",
    "email",
    "phone_number",
    "phone_verified",
    "user_metadata",
    "app_metadata",
    "given_name",
    "family_name",
    "name",
    "nickname",
    "picture",
    "verify_email",
    "verify_phone_number",
    "password",
    "connection",
    "client_id",
    "username",
];
