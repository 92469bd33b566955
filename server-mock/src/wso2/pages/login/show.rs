//! The screens of a login as pages.

use axum::response::Response;
use minijinja::{Value, context};

use crate::journey::{PushWait, Screen};
use crate::pages::page_towards;
use crate::server::Site;
use crate::world::qr_svg;
use crate::wso2::identity::Place;
use crate::wso2::messages::Message;
use crate::wso2::oauth::Rest;

/// The page of the present screen.
pub(super) fn shown(site: &Site, place: &Place, rest: &Rest) -> Response {
    let page = Shown { site, place, rest, action: format!("{}/commonauth", place.prefix()) };
    match &rest.screen {
        Screen::Identifier => page.of("wso2/identifier.html", context! {}),
        Screen::Password { username: None, is_wrong } => {
            page.of("wso2/basic.html", context! { error => wrong_credentials(*is_wrong) })
        }
        Screen::Password { username: Some(user), is_wrong } => {
            page.of("wso2/password.html", context! { user, error => wrong_credentials(*is_wrong) })
        }
        Screen::PushWait(wait) => page.wait(wait),
        Screen::EnrollConsent { username } => page.of("wso2/consent.html", context! { user => username }),
        Screen::EnrollQr { username, data, is_missing, can_go_back } => {
            let error = if *is_missing { "No phone has scanned the code yet. Here is a new one." } else { "" };
            let cancel = if *can_go_back { "Back to the request" } else { "Cancel" };
            let svg = qr_svg(data).unwrap_or_default();
            let minutes = site.identity().switches().registration_lifetime.div_ceil(60);
            let picture = format!("{}/authenticationendpoint/qr.png?sessionDataKey={}", place.prefix(), rest.key);
            page.of("wso2/enroll.html", context! { user => username, data, svg, picture, error, cancel, minutes })
        }
        Screen::Done { .. } | Screen::Failed(_) => page.failed(&Message::of(&rest.screen)),
    }
}

/// What the pages of one login have in common.
struct Shown<'a> {
    site: &'a Site,
    place: &'a Place,
    rest: &'a Rest,
    /// Where the forms go.
    action: String,
}

impl Shown<'_> {
    /// The forms may lead to the application, which gets its code at the end of the last one.
    fn of(&self, template: &str, content: Value) -> Response {
        let common = context! {
            key => self.rest.key.as_str(), action => self.action.as_str(),
            application => self.rest.request.application.name.as_str(),
        };
        let origin = self.rest.request.origin();
        page_towards(origin.as_deref(), 200, template, context! { ..content, ..common })
    }

    fn wait(&self, wait: &PushWait) -> Response {
        let server = self.site.identity();
        let (switches, is_answered) = server.read(|state, _| (state.switches.clone(), state.is_answered(&wait.push)));
        let instruction = match wait.number {
            Some(_) => "Choose this number on your phone",
            None => "Approve the request on your phone",
        };
        let status = format!("{}/push-auth/check-status?pushAuthId={}", self.place.prefix(), wait.push);
        let content = context! {
            instruction, status, user => wait.username.as_str(), number => wait.number.clone().unwrap_or_default(),
            seconds => wait.seconds_left, interval => wait.interval, left => wait.resends_left,
            poll => switches.status_poll_ms, pause => switches.proceed_pause_ms,
            resend => if wait.seconds_left > 0 { "disabled" } else { "" },
            add_device => if wait.can_add_device { "" } else { "hidden" },
            proceed => if is_answered { "" } else { "hidden" },
        };
        self.of("wso2/wait.html", content)
    }

    fn failed(&self, message: &Message) -> Response {
        let content = context! {
            message_key => message.key, name => message.name, title => message.title, text => message.text.as_str(),
            again => self.rest.request.again.as_str(), back => self.rest.request.refused(),
        };
        self.of("wso2/failed.html", content)
    }
}

fn wrong_credentials(is_wrong: bool) -> &'static str {
    if is_wrong { "The name or the password is not right." } else { "" }
}
