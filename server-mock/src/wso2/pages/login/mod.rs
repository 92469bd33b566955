//! Signing in: one address that shows where the login stands, and one that takes what the person did.

mod show;
mod take;

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use minijinja::context;

use crate::journey::{Channel, Screen};
use crate::pages::{page, picture, see_other};
use crate::rp::Form;
use crate::server::{Site, Verbatim};
use crate::world::qr_png;
use crate::wso2::identity::Place;
use crate::wso2::oauth::{Rest, look, proceed};
use crate::wso2::origin::{Visitor, params};

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/authenticationendpoint/login.do", get(shown))
        .route("/authenticationendpoint/qr.png", get(code))
        .route("/commonauth", post(taken))
}

/// Path and query of a login's page.
pub(in crate::wso2) fn address(place: &Place, key: &str) -> String {
    format!("{}/authenticationendpoint/login.do?sessionDataKey={key}", place.prefix())
}

/// The page that says why no login starts.
pub(in crate::wso2) fn refused(text: &str) -> Response {
    let content = context! { name => "invalid", title => "This is no login", text };
    let mut response = page(400, "wso2/ended.html", content);
    response.extensions_mut().insert(Verbatim);
    response
}

async fn shown(
    State(site): State<Site>,
    place: Place,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::of_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let key = form.text("sessionDataKey").unwrap_or_default();
    match look(&site, key, Channel::Pages, &Visitor::of(peer, &headers)).await {
        Some(Rest { code: Some(code), request, .. }) => see_other(&request.granted(&code)),
        Some(rest) => show::shown(&site, &place, &rest),
        None => gone(),
    }
}

/// The code of the page as a picture.
async fn code(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::of_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let key = form.text("sessionDataKey").unwrap_or_default();
    let rest = look(&site, key, Channel::Pages, &Visitor::of(peer, &headers)).await;
    let png = match rest.as_ref().map(|rest| &rest.screen) {
        Some(Screen::EnrollQr { data, .. }) => qr_png(data),
        Some(_) | None => None,
    };
    png.map_or_else(gone, picture)
}

async fn taken(
    State(site): State<Site>,
    place: Place,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(form) = Form::read(&headers, &body) else { return refused("The form cannot be read.") };
    let key = form.text("sessionDataKey").unwrap_or_default();
    let visitor = Visitor::of(peer, &headers);
    let rest = match take::input(&form) {
        Some(input) => proceed(&site, key, Channel::Pages, &input, params(&form), &visitor).await,
        None => look(&site, key, Channel::Pages, &visitor).await,
    };
    match rest {
        Some(Rest { code: Some(code), request, .. }) => see_other(&request.granted(&code)),
        Some(rest) => see_other(&address(&place, &rest.key)),
        None => gone(),
    }
}

/// The login is over, or never was.
fn gone() -> Response {
    let text = "This address belongs to no login, or the login is over. Start again.";
    page(404, "wso2/ended.html", context! { name => "unknown", title => "Nothing here", text })
}
