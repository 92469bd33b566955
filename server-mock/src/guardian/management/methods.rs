//! Authentication methods of a user.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use data_encoding::{BASE32, BASE32_NOPAD};
use serde_json::{Value, json};

use super::call::Call;
use super::fields::{Fields, on};
use super::refusal::Refusal;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{Channel, ContactKind, ContactSpec, Method, MethodKind, TenantMoment, TenantState, date};
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/users/{user}/authentication-methods", get(list).post(create).put(replace).delete(remove_all))
        .route("/users/{user}/authentication-methods/{id}", get(show).patch(update).delete(remove))
}

async fn list(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(READ)?;
    let query = call.query(&["page", "per_page", "include_totals"])?;
    let methods = call.read(|state, _| state.user(&user).map(|_| state.methods_of(&user)))?;
    Ok(Reply::Done(query.page(methods.iter().map(view).collect(), "authenticators")?))
}

async fn show(Path((user, id)): Path<(String, String)>, call: Call) -> Answer {
    call.allow(READ)?;
    let method = call.read(|state, _| state.method(&user, &id))?;
    Ok(Reply::Done(view(&method)))
}

async fn create(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(&["create:authentication_methods"])?;
    let wanted = NewMethod::read(&call.json()?)?;
    let created = call.change(|state, moment| wanted.register(&user, state, moment))?;
    Ok(Reply::Created(created))
}

/// All given methods in the place of all that there were; nothing changes when one of them is wrong.
async fn replace(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(UPDATE)?;
    let body = call.json()?;
    let values = body.as_array().ok_or_else(|| Refusal::body("'Expected type array'"))?;
    let wanted = values.iter().map(NewMethod::read).collect::<Result<Vec<_>, _>>()?;
    let created = call.change(|state, moment| {
        state.user(&user)?;
        let before = state.clone();
        state.remove_methods(&user, moment.now);
        let created: Result<Vec<Value>, Refusal> =
            wanted.into_iter().map(|wanted| wanted.register(&user, state, moment)).collect();
        if created.is_err() {
            *state = before;
        }
        created
    })?;
    Ok(Reply::Done(Value::Array(created)))
}

async fn update(Path((user, id)): Path<(String, String)>, call: Call) -> Answer {
    call.allow(UPDATE)?;
    let fields = call.fields(&["name", "preferred_authentication_method"])?;
    let name = fields.optional_text("name", 1..=20)?;
    let preferred = fields.optional_one_of("preferred_authentication_method", preferred)?;
    let method = call.change(|state, _| state.change_method(&user, &id, name, preferred))?;
    Ok(Reply::Done(view(&method)))
}

async fn remove(Path((user, id)): Path<(String, String)>, call: Call) -> Answer {
    call.allow(DELETE)?;
    call.change(|state, moment| state.remove_method(&user, &id, moment.now))?;
    Ok(Reply::Nothing)
}

/// A user who does not exist has no methods left.
async fn remove_all(Path(user): Path<String>, call: Call) -> Answer {
    call.allow(DELETE)?;
    call.change(|state, moment| {
        state.remove_methods(&user, moment.now);
        Ok::<_, Refusal>(())
    })?;
    Ok(Reply::Nothing)
}

/// A method to register.
enum NewMethod {
    Totp { secret: Option<Vec<u8>>, name: Option<String> },
    Contact(ContactSpec),
}

impl NewMethod {
    fn read(value: &Value) -> Result<Self, Refusal> {
        let fields = Fields::read(value, MEMBERS)?;
        let kind = fields.one_of("type", |name| KINDS.into_iter().find(|(known, _)| *known == name))?.1;
        let name = fields.optional_text("name", 1..=20)?;
        let preferred = fields.optional_one_of("preferred_authentication_method", preferred)?;
        for (member, owner) in OWNED {
            if fields.has(member) && kind != owner {
                return Err(Refusal::body(format!("'Additional properties not allowed: {member}'")));
            }
        }
        Ok(match kind {
            Kind::Totp => Self::Totp { secret: secret(&fields)?, name },
            Kind::Phone => {
                let address = fields.text("phone_number", 2..=30)?;
                if !is_phone_number(&address) {
                    return Err(on("phone_number", "String does not match pattern"));
                }
                Self::Contact(ContactSpec { kind: ContactKind::Phone, address, name, preferred })
            }
            Kind::Email => {
                let address = fields.text("email", 3..=320)?;
                if !address.contains('@') {
                    return Err(on("email", "Object didn't pass validation for format email"));
                }
                Self::Contact(ContactSpec { kind: ContactKind::Email, address, name, preferred })
            }
            Kind::Key => return Err(on("type", "Not available in this tenant")),
        })
    }

    /// Registers it; the view of a code generator is the only one that shows its secret.
    fn register(self, user: &str, state: &mut TenantState, moment: &mut TenantMoment<'_>) -> Result<Value, Refusal> {
        let id = match self {
            Self::Totp { secret, name } => {
                let secret = secret.unwrap_or_else(|| moment.random.bytes::<20>().to_vec());
                let enrollment = state.add_totp(user, secret, name, moment)?;
                let method = state.method(user, &format!("{}|{}", MethodKind::Totp.name(), enrollment.id))?;
                let mut created = created(&method);
                created["totp_secret"] = json!(enrollment.otp_secret());
                return Ok(created);
            }
            Self::Contact(spec) => state.add_contact(user, spec, moment)?.id,
        };
        let method = state.methods_of(user).into_iter().find(|method| method.source == id);
        Ok(method.as_ref().map(created).unwrap_or_default())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Totp,
    Phone,
    Email,
    /// Security keys and passkeys.
    Key,
}

fn secret(fields: &Fields) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(text) = fields.optional_text("totp_secret", 1..=256)? else { return Ok(None) };
    let text = text.to_ascii_uppercase();
    let decoded = BASE32_NOPAD.decode(text.as_bytes()).or_else(|_| BASE32.decode(text.as_bytes()));
    let secret = decoded.ok().filter(|secret| secret.len() >= 10);
    secret.map(Some).ok_or_else(|| on("totp_secret", "Expected at least 10 bytes in base32"))
}

/// A method as lists show it; what is unknown is left out.
fn view(method: &Method) -> Value {
    let mut view = created(method);
    view["confirmed"] = json!(method.is_confirmed);
    let members = [
        ("link_id", method.link.clone()),
        ("enrolled_at", method.enrolled_at.map(date)),
        ("last_auth_at", method.last_auth.map(date)),
    ];
    put(&mut view, members);
    view
}

/// A method as it is shown to whoever made it.
fn created(method: &Method) -> Value {
    let mut view = json!({"id": method.id(), "type": method.kind.name(), "created_at": date(method.created_at)});
    let address = match method.kind {
        MethodKind::Phone => "phone_number",
        MethodKind::Email | MethodKind::Push | MethodKind::Totp | MethodKind::RecoveryCode => "email",
    };
    let members = [
        ("name", method.name.clone()),
        (address, method.address.clone()),
        ("preferred_authentication_method", method.preferred.map(|channel| channel.name().to_owned())),
    ];
    put(&mut view, members);
    view
}

fn put<const N: usize>(view: &mut Value, members: [(&str, Option<String>); N]) {
    for (name, value) in members {
        if let Some(value) = value {
            view[name] = json!(value);
        }
    }
}

fn preferred(name: &str) -> Option<Channel> {
    Channel::named(name)
}

/// Digits after a plus sign, as E.164 writes them.
fn is_phone_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

const READ: &[&str] = &["read:authentication_methods"];
const UPDATE: &[&str] = &["update:authentication_methods"];
const DELETE: &[&str] = &["delete:authentication_methods"];
const MEMBERS: &[&str] = &[
    "type",
    "name",
    "totp_secret",
    "phone_number",
    "email",
    "preferred_authentication_method",
    "key_id",
    "public_key",
    "relying_party_identifier",
];
const KINDS: [(&str, Kind); 5] = [
    ("totp", Kind::Totp),
    ("phone", Kind::Phone),
    ("email", Kind::Email),
    ("webauthn-roaming", Kind::Key),
    ("passkey", Kind::Key),
];
/// Members that belong to one kind only.
const OWNED: [(&str, Kind); 7] = [
    ("totp_secret", Kind::Totp),
    ("phone_number", Kind::Phone),
    ("preferred_authentication_method", Kind::Phone),
    ("email", Kind::Email),
    ("key_id", Kind::Key),
    ("public_key", Kind::Key),
    ("relying_party_identifier", Kind::Key),
];
