//! `/oauth2/authorize`: a login begins, as pages or as steps of an app.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::driver::begin;
use super::native::{NativeError, reply};
use super::request::{AuthorizationRequest, RequestError};
use crate::journey::Channel;
use crate::pages::see_other;
use crate::rp::Form;
use crate::server::Site;
use crate::wso2::identity::Place;
use crate::wso2::origin::{Visitor, params};
use crate::wso2::pages::{login_address, refused_page};

pub(super) async fn by_query(
    State(site): State<Site>,
    place: Place,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    match Form::of_query(query.as_deref().unwrap_or_default()) {
        Ok(form) => authorize(&site, place, &form, &Visitor::of(peer, &headers)).await,
        Err(_) => refused_page("The address says something twice."),
    }
}

pub(super) async fn by_form(
    State(site): State<Site>,
    place: Place,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match Form::read(&headers, &body) {
        Ok(form) => authorize(&site, place, &form, &Visitor::of(peer, &headers)).await,
        Err(_) => refused_page("The request is not a form."),
    }
}

async fn authorize(site: &Site, place: Place, form: &Form, visitor: &Visitor) -> Response {
    let is_direct = form.text("response_mode") == Some("direct");
    let application = form.text("client_id").and_then(|id| site.identity().read(|state, _| state.application(id)));
    let request = match AuthorizationRequest::read(form, application, &place, &site.world.issuer().url) {
        Ok(request) => request,
        Err(error) if is_direct => return NativeError::of_request(&error).reply(),
        Err(RequestError::UnknownApplication) => return refused_page("There is no application with this client_id."),
        Err(RequestError::Here(text)) => return refused_page(text),
        Err(RequestError::There(url)) => return see_other(&url),
    };
    if is_direct && !request.application.app_native {
        return NativeError::NotEnabled.reply();
    }
    let channel = if is_direct { Channel::Direct } else { Channel::Pages };
    match begin(site, place.clone(), request, channel, params(form), visitor).await {
        Ok(rest) if is_direct => reply(site, &place, rest),
        Ok(rest) => see_other(&login_address(&place, &rest.key)),
        Err(_) if is_direct => NativeError::InvalidRequest.reply(),
        Err(_) => refused_page("There is no such tenant or organization."),
    }
}
