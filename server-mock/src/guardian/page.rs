//! The page behind an enrollment ticket: a QR code for a person with a phone.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use minijinja::context;
use url::form_urlencoded;

use super::GuardianError;
use super::tenant::TicketOffer;
use crate::pages::{assets, page, picture};
use crate::server::Site;
use crate::world::{qr_png, qr_svg};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/guardian/enroll", get(enroll)).route("/guardian/enroll/qr.png", get(code)).merge(assets())
}

async fn enroll(State(site): State<Site>, RawQuery(query): RawQuery) -> Response {
    let ticket = ticket(query.as_deref().unwrap_or_default());
    let tenant = site.tenant();
    let offer = tenant.change(|state, moment| state.offer_for_ticket(&ticket, moment));
    match offer.and_then(|offer| tenant.check_durable().map(|()| offer)) {
        Ok(offer) => shown(offer, &ticket),
        Err(GuardianError::FeatureDisabled) => {
            ended(403, "refused", "Not on this page", "The ticket is for another kind of authenticator.")
        }
        Err(GuardianError::EnrollmentConflict) => {
            ended(409, "refused", "Enrolled already", "The ticket is for a first authenticator, and there is one.")
        }
        Err(GuardianError::Unavailable) => ended(503, "failed", "Not now", "The server cannot store anything."),
        Err(_) => ended(404, "unknown", "Nothing here", "The ticket is unknown, used or over."),
    }
}

/// The code that the page showed last. Looking at the picture makes no other one.
async fn code(State(site): State<Site>, RawQuery(query): RawQuery) -> Response {
    let ticket = ticket(query.as_deref().unwrap_or_default());
    let link = site.tenant().change(|state, moment| state.link_of_ticket(&ticket, moment));
    match link.and_then(|link| qr_png(&link)) {
        Some(png) => picture(png),
        None => {
            ended(404, "unknown", "Nothing here", "The ticket is unknown, used or over, or its page was not opened.")
        }
    }
}

fn ticket(query: &str) -> String {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "ticket").map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn shown(offer: TicketOffer, ticket: &str) -> Response {
    let recovery = match offer.recovery_code {
        Some(_) => "Keep this code for the day when the phone is lost. It replaces every former one:",
        None => "The recovery code that was given before stays in force.",
    };
    let svg = qr_svg(&offer.uri).unwrap_or_default();
    let content = context! {
        user => offer.label, issuer => offer.issuer, uri => offer.uri, svg,
        picture => format!("/guardian/enroll/qr.png?ticket={ticket}"),
        minutes => offer.lifetime.div_ceil(60), recovery, recovery_code => offer.recovery_code,
    };
    page(200, "ticket.html", content)
}

fn ended(status: u16, name: &str, title: &str, text: &str) -> Response {
    page(status, "ticket_ended.html", context! { name, title, text })
}
