//! Adding a phone: a QR code that waits to be scanned.

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use minijinja::context;
use serde_json::json;

use crate::pages::picture;
use crate::server::{Site, json_response};
use crate::world::{qr_png, qr_svg};
use crate::wso2::IdentityError;
use crate::wso2::identity::DiscoveryData;
use crate::wso2::pages::portal::{Ended, Member, Portal, Visit};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/myaccount/add", get(show).post(begin))
        .route("/myaccount/add/status", get(status))
        .route("/myaccount/add/qr.png", get(code))
        .route("/myaccount/add/cancel", post(cancel))
}

async fn begin(visit: Visit) -> Result<Response, Ended> {
    let (member, _) = visit.submission(PORTAL).await?;
    let text = match visit.server.change(|state, moment| state.offer_device(&member.session, moment)) {
        Ok(()) => return Err(Ended::Next(visit.path(PORTAL, "/add"))),
        Err(IdentityError::DeviceLimitReached) => "There are as many phones as your organization allows.",
        Err(_) => "Your organization has no push provider yet. Ask an administrator.",
    };
    Ok(visit.page(409, PORTAL, &member, "wso2/device_refused.html", context! { text }))
}

async fn show(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    match offered(&visit, &member)? {
        (data, Standing::Waiting { seconds, lifetime }) => {
            let text = data.json();
            let svg = qr_svg(&text).unwrap_or_default();
            let content = context! { svg, text, seconds, lifetime };
            Ok(visit.page(200, PORTAL, &member, "wso2/device_code.html", content))
        }
        (_, Standing::Registered) => Err(Ended::Next(visit.path(PORTAL, ""))),
        (_, Standing::Expired) => {
            let text = "Time is up: the code is no longer valid.";
            Ok(visit.page(200, PORTAL, &member, "wso2/device_refused.html", context! { text }))
        }
    }
}

async fn status(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let (state, seconds, next) = match offered(&visit, &member)?.1 {
        Standing::Waiting { seconds, .. } => ("waiting", seconds, None),
        Standing::Registered => ("registered", 0, Some(visit.path(PORTAL, ""))),
        Standing::Expired => ("expired", 0, Some(visit.path(PORTAL, "/add"))),
    };
    Ok(json_response(200, json!({"state": state, "seconds_left": seconds, "next": next}).to_string()))
}

async fn code(visit: Visit) -> Result<Response, Ended> {
    let member = visit.member(PORTAL)?;
    let (data, _) = offered(&visit, &member)?;
    qr_png(&data.json()).map(picture).ok_or(Ended::NotFound)
}

async fn cancel(visit: Visit) -> Result<Response, Ended> {
    let (member, _) = visit.submission(PORTAL).await?;
    visit.server.change(|state, _| state.withdraw_offer(&member.session));
    Err(Ended::Next(visit.path(PORTAL, "")))
}

/// How a code stands.
enum Standing {
    /// In seconds.
    Waiting {
        seconds: u64,
        lifetime: u64,
    },
    Registered,
    Expired,
}

fn offered(visit: &Visit, member: &Member) -> Result<(DiscoveryData, Standing), Ended> {
    visit.server.read(|state, now| {
        let session = state.portals.get(&member.session).and_then(|session| session.offer.clone());
        let data = session.ok_or(Ended::NotFound)?;
        let standing = match state.registrations.get(&data.device_id) {
            _ if state.devices.contains_key(&data.device_id) => Standing::Registered,
            Some(open) if !open.is_used && open.expires_at > now => {
                Standing::Waiting { seconds: open.expires_at - now, lifetime: state.switches.registration_lifetime }
            }
            Some(_) | None => Standing::Expired,
        };
        Ok((data, standing))
    })
}

const PORTAL: Portal = Portal::Account;
