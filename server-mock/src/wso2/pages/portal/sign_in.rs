//! Signing in and out with a name and a password.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use axum::routing::{get, post};
use minijinja::context;

use super::ended::Ended;
use super::form::Submitted;
use super::visit::{Portal, Visit};
use crate::pages::{page, see_other};
use crate::server::Site;

/// The pages that let people in and out of `portal`.
pub(in crate::wso2::pages) fn routes(portal: Portal) -> Router<Site> {
    Router::new()
        .route(
            &format!("{}/sign-in", portal.root()),
            get(move |visit: Visit| async move { asked(&visit, portal, "", "") })
                .post(move |visit: Visit| enter(visit, portal)),
        )
        .route(&format!("{}/sign-out", portal.root()), post(move |visit: Visit| leave(visit, portal)))
}

/// The page that asks for name and password; an `error` says what was wrong with the last ones.
pub(in crate::wso2::pages) fn asked(visit: &Visit, portal: Portal, username: &str, error: &str) -> Response {
    let content = context! {
        portal => portal.title(), organization => visit.name.as_str(), action => visit.path(portal, "/sign-in"), username, error,
        phone => (portal == Portal::Account).then(|| visit.path(portal, "/sign-in/phone")),
    };
    page(200, "wso2/sign_in.html", content)
}

async fn enter(visit: Visit, portal: Portal) -> Result<Response, Ended> {
    if !visit.is_own_page() {
        return Err(Ended::Forged);
    }
    let form = Submitted::read(&visit.headers, &visit.body).await?;
    let (username, password) = (form.text("username").trim(), form.text("password"));
    let entered = visit.server.change(|state, moment| {
        let user = state.user_called(&visit.organization, username).map(|user| user.id.clone()).ok_or(WRONG)?;
        if state.is_locked(&user, moment.now).is_some() {
            return Err(LOCKED);
        }
        if state.check_password(&user, password) {
            state.note_success(&user);
            return Ok(state.open_portal(&user, moment));
        }
        state.note_failure(&user, moment.now);
        Err(if state.is_locked(&user, moment.now).is_some() { LOCKED } else { WRONG })
    });
    match entered {
        Ok(session) => Ok(with_cookie(see_other(&visit.path(portal, "")), &visit.session_cookie(Some(&session)))),
        Err(error) => Ok(asked(&visit, portal, username, error)),
    }
}

async fn leave(visit: Visit, portal: Portal) -> Result<Response, Ended> {
    // Whoever may not use the Console can still leave it.
    let (member, _) = visit.submission(Portal::Account).await?;
    visit.server.change(|state, _| state.close_portal(&member.session));
    Ok(with_cookie(see_other(&visit.path(portal, "/sign-in")), &visit.session_cookie(None)))
}

/// A reply that sets one more cookie.
pub(in crate::wso2::pages) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let value = HeaderValue::from_str(cookie).expect("keys of sessions are base64url");
    response.headers_mut().append(SET_COOKIE, value);
    response
}

const WRONG: &str = "That name or password is not right.";
const LOCKED: &str = "The account is locked. Try again later, or ask an administrator.";
