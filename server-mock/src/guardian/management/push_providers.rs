//! Who delivers pushes.

use std::future::{Ready, ready};

use axum::Router;
use axum::routing::{get, put};
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::call::Call;
use super::fields::on;
use super::reply::{Answer, Reply};
use crate::guardian::tenant::{Providers, PushProvider};
use crate::json::parse_object;
use crate::server::Site;

pub(super) fn routes() -> Router<Site> {
    let providers = Router::new()
        .route("/selected-provider", get(selected).put(select))
        .route("/providers/sns", get(sns).put(all(set_sns)).patch(given(set_sns)))
        .route("/providers/apns", get(apns).put(all(set_apns)).patch(given(set_apns)))
        .route("/providers/fcm", put(all(set_fcm)).patch(given(set_fcm)))
        .route("/providers/fcmv1", put(all(set_fcm_v1)).patch(given(set_fcm_v1)));
    Router::new().nest("/guardian/factors/push-notification", providers)
}

fn all(set: fn(&Call, Change) -> Answer) -> impl Fn(Call) -> Ready<Answer> + Clone {
    move |call| ready(set(&call, Change::All))
}

fn given(set: fn(&Call, Change) -> Answer) -> impl Fn(Call) -> Ready<Answer> + Clone {
    move |call| ready(set(&call, Change::Given))
}

/// What happens to members that a body leaves out.
#[derive(Clone, Copy)]
enum Change {
    /// They are taken away (PUT).
    All,
    /// They stay (PATCH).
    Given,
}

impl Change {
    /// What `kept` becomes: null takes a value away.
    fn value(self, kept: Option<String>, member: Option<Option<String>>) -> Option<String> {
        match self {
            Self::All => member.flatten(),
            Self::Given => member.unwrap_or(kept),
        }
    }

    /// Whether there is a credential from now on.
    fn presence(self, is_kept: bool, member: Option<Option<String>>) -> bool {
        match self {
            Self::All => member.flatten().is_some(),
            Self::Given => member.map_or(is_kept, |value| value.is_some()),
        }
    }
}

async fn selected(call: Call) -> Answer {
    call.allow(READ)?;
    Ok(Reply::Done(json!({"provider": call.read(|state, _| state.providers.push.name())})))
}

async fn select(call: Call) -> Answer {
    call.allow(UPDATE)?;
    let provider = call.fields(&["provider"])?.one_of("provider", PushProvider::named)?;
    call.configure(|providers| providers.push = provider, |_| json!({"provider": provider.name()}))
}

async fn sns(call: Call) -> Answer {
    call.allow(READ)?;
    Ok(Reply::Done(call.read(|state, _| sns_view(&state.providers))))
}

fn set_sns(call: &Call, change: Change) -> Answer {
    call.allow(UPDATE)?;
    let fields = call.fields(SNS_MEMBERS)?;
    let text = |name| fields.nullable_text(name, 1..=1_000);
    let (key, secret, region) = (text("aws_access_key_id")?, text("aws_secret_access_key")?, text("aws_region")?);
    let (apns, gcm) = (text("sns_apns_platform_application_arn")?, text("sns_gcm_platform_application_arn")?);
    if region.iter().flatten().any(|region| !is_region(region)) {
        return Err(on("aws_region", "String does not match pattern"));
    }
    let apply = |providers: &mut Providers| {
        let kept = &mut providers.sns;
        kept.access_key_id = change.value(kept.access_key_id.take(), key);
        kept.has_secret = change.presence(kept.has_secret, secret);
        kept.region = change.value(kept.region.take(), region);
        kept.apns_application = change.value(kept.apns_application.take(), apns);
        kept.gcm_application = change.value(kept.gcm_application.take(), gcm);
    };
    call.configure(apply, sns_view)
}

async fn apns(call: Call) -> Answer {
    call.allow(READ)?;
    Ok(Reply::Done(call.read(|state, _| {
        let apns = &state.providers.apns;
        json!({"bundle_id": apns.bundle_id, "sandbox": apns.is_sandbox, "enabled": apns.has_certificate})
    })))
}

fn set_apns(call: &Call, change: Change) -> Answer {
    call.allow(UPDATE)?;
    let fields = call.fields(&["sandbox", "bundle_id", "p12"])?;
    let is_sandbox = fields.optional_flag("sandbox")?;
    let bundle_id = fields.nullable_text("bundle_id", 1..=1_000)?;
    let certificate = fields.nullable_text("p12", 1..=10_000)?;
    if certificate.iter().flatten().any(|text| !is_p12(text)) {
        return Err(on("p12", "Expected a PKCS #12 archive in base64"));
    }
    let apply = |providers: &mut Providers| {
        let kept = &mut providers.apns;
        kept.is_sandbox = is_sandbox.unwrap_or(match change {
            Change::All => false,
            Change::Given => kept.is_sandbox,
        });
        kept.bundle_id = change.value(kept.bundle_id.take(), bundle_id);
        kept.has_certificate = change.presence(kept.has_certificate, certificate);
    };
    call.configure(
        apply,
        |providers| json!({"sandbox": providers.apns.is_sandbox, "bundle_id": providers.apns.bundle_id}),
    )
}

fn set_fcm(call: &Call, change: Change) -> Answer {
    call.allow(UPDATE)?;
    let key = call.fields(&["server_key"])?.nullable_text("server_key", 1..=152)?;
    call.configure(|providers| providers.has_fcm = change.presence(providers.has_fcm, key), |_| json!({}))
}

fn set_fcm_v1(call: &Call, change: Change) -> Answer {
    call.allow(UPDATE)?;
    let credentials = call.fields(&["server_credentials"])?.nullable_text("server_credentials", 1..=10_000)?;
    if credentials.iter().flatten().any(|text| !is_service_account(text)) {
        return Err(on("server_credentials", "Expected the JSON of a service account"));
    }
    let apply = |providers: &mut Providers| providers.has_fcm_v1 = change.presence(providers.has_fcm_v1, credentials);
    call.configure(apply, |_| json!({}))
}

fn sns_view(providers: &Providers) -> Value {
    let sns = &providers.sns;
    json!({
        "aws_access_key_id": sns.access_key_id, "aws_region": sns.region,
        "sns_apns_platform_application_arn": sns.apns_application,
        "sns_gcm_platform_application_arn": sns.gcm_application,
    })
}

/// A region such as `eu-west-1`, of the parts of the world that the vendor knows.
fn is_region(text: &str) -> bool {
    let Some((area, number)) = text.rsplit_once('-') else { return false };
    AREAS.contains(&area) && (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is base64 of a DER sequence, as every PKCS #12 archive is.
fn is_p12(text: &str) -> bool {
    BASE64.decode(text.as_bytes()).is_ok_and(|bytes| bytes.first() == Some(&0x30))
}

fn is_service_account(text: &str) -> bool {
    let Ok(members) = parse_object(text.as_bytes()) else { return false };
    members.text("type") == Ok("service_account")
        && ["project_id", "client_email", "private_key"].iter().all(|name| members.text(name).is_ok())
}

const READ: &[&str] = &["read:guardian_factors"];
const UPDATE: &[&str] = &["update:guardian_factors"];
const SNS_MEMBERS: &[&str] = &[
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_region",
    "sns_apns_platform_application_arn",
    "sns_gcm_platform_application_arn",
];
const AREAS: [&str; 7] = ["us-east", "us-west", "ap-southeast", "ap-northeast", "ap-central", "eu-west", "eu-central"];
