//! Signing in to My Account the way every application signs people in: with the phone.

use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::get;
use url::form_urlencoded;

use crate::pages::see_other;
use crate::rp::Form;
use crate::server::Site;
use crate::wso2::identity::MY_ACCOUNT;
use crate::wso2::oauth::account_page;
use crate::wso2::pages::portal::{Ended, Portal, STARTED_LOGIN, Visit, asked, with_cookie};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/myaccount/sign-in/phone", get(begin)).route("/myaccount/callback", get(finish))
}

async fn begin(visit: Visit) -> Response {
    // What comes back must belong to this browser, or somebody else's login could be slipped under it.
    let state = visit.server.change(|_, moment| moment.secret());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", MY_ACCOUNT)
        .append_pair("redirect_uri", &account_page(&visit.place, &visit.url))
        .append_pair("scope", "openid")
        .append_pair("state", &state)
        .finish();
    let login = see_other(&format!("{}/oauth2/authorize?{query}", visit.place.prefix()));
    with_cookie(login, &visit.set_cookie(STARTED_LOGIN, Some(&state)))
}

async fn finish(RawQuery(query): RawQuery, visit: Visit) -> Result<Response, Ended> {
    let form = Form::of_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let state = form.text("state").unwrap_or_default();
    if state.is_empty() || visit.cookie(STARTED_LOGIN) != Some(state) {
        return Err(Ended::Forged);
    }
    let session = form.text("code").and_then(|value| {
        visit.server.change(|state, moment| {
            let code = state.redeem_code(value, moment.now)?;
            let is_ours = code.client == MY_ACCOUNT
                && code.organization == visit.organization
                && code.redirect_uri == account_page(&visit.place, &visit.url);
            is_ours.then(|| state.open_portal(&code.user, moment))
        })
    });
    let Some(session) = session else { return Ok(asked(&visit, PORTAL, "", "Nobody signed in.")) };
    let signed_in = with_cookie(see_other(&visit.path(PORTAL, "")), &visit.session_cookie(Some(&session)));
    Ok(with_cookie(signed_in, &visit.set_cookie(STARTED_LOGIN, None)))
}

const PORTAL: Portal = Portal::Account;
