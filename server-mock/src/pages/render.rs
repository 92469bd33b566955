//! Templates and the headers of every page.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use minijinja::{Environment, Value};

/// Renders the template `name` as a page.
pub(crate) fn page(status: u16, name: &str, content: Value) -> Response {
    page_towards(None, status, name, content)
}

/// Renders the template `name` as a page whose forms may end up at `origin`, such as `https://app.example`.
pub(crate) fn page_towards(origin: Option<&str>, status: u16, name: &str, content: Value) -> Response {
    let rendered = TEMPLATES.get_template(name).and_then(|template| template.render(content));
    let html = match rendered {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, name, "a page cannot be rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (CONTENT_SECURITY_POLICY, policy(origin)),
    ];
    (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), headers, html).into_response()
}

/// A picture that is nobody else's business.
pub(crate) fn picture(png: Vec<u8>) -> Response {
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static("image/png")), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (headers, png).into_response()
}

/// Sends the browser on after a form.
pub(crate) fn see_other(url: &str) -> Response {
    let location = HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Browsers hold the redirect after a form to the rule for forms.
fn policy(origin: Option<&str>) -> HeaderValue {
    let wider = origin.map(|origin| POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}")));
    let wider = wider.and_then(|policy| HeaderValue::from_str(&policy).ok());
    wider.unwrap_or(HeaderValue::from_static(POLICY))
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, source) in SOURCES {
        templates.add_template(name, source).expect("the embedded templates are well formed");
    }
    templates
});

const SOURCES: [(&str, &str); 34] = [
    ("base.html", include_str!("templates/base.html")),
    ("index.html", include_str!("templates/index.html")),
    ("identifier.html", include_str!("templates/identifier.html")),
    ("password.html", include_str!("templates/password.html")),
    ("wait.html", include_str!("templates/wait.html")),
    ("code.html", include_str!("templates/code.html")),
    ("result.html", include_str!("templates/result.html")),
    ("enroll.html", include_str!("templates/enroll.html")),
    ("offer.html", include_str!("templates/offer.html")),
    ("ticket.html", include_str!("templates/ticket.html")),
    ("ticket_ended.html", include_str!("templates/ticket_ended.html")),
    ("wso2/basic.html", include_str!("templates/wso2/basic.html")),
    ("wso2/consent.html", include_str!("templates/wso2/consent.html")),
    ("wso2/ended.html", include_str!("templates/wso2/ended.html")),
    ("wso2/enroll.html", include_str!("templates/wso2/enroll.html")),
    ("wso2/failed.html", include_str!("templates/wso2/failed.html")),
    ("wso2/identifier.html", include_str!("templates/wso2/identifier.html")),
    ("wso2/index.html", include_str!("templates/wso2/index.html")),
    ("wso2/password.html", include_str!("templates/wso2/password.html")),
    ("wso2/returned.html", include_str!("templates/wso2/returned.html")),
    ("wso2/signed_in.html", include_str!("templates/wso2/signed_in.html")),
    ("wso2/wait.html", include_str!("templates/wso2/wait.html")),
    ("wso2/portal.html", include_str!("templates/wso2/portal.html")),
    ("wso2/sign_in.html", include_str!("templates/wso2/sign_in.html")),
    ("wso2/devices.html", include_str!("templates/wso2/devices.html")),
    ("wso2/device.html", include_str!("templates/wso2/device.html")),
    ("wso2/device_removal.html", include_str!("templates/wso2/device_removal.html")),
    ("wso2/device_refused.html", include_str!("templates/wso2/device_refused.html")),
    ("wso2/device_code.html", include_str!("templates/wso2/device_code.html")),
    ("wso2/push_settings.html", include_str!("templates/wso2/push_settings.html")),
    ("wso2/device_settings.html", include_str!("templates/wso2/device_settings.html")),
    ("wso2/provider.html", include_str!("templates/wso2/provider.html")),
    ("wso2/applications.html", include_str!("templates/wso2/applications.html")),
    ("wso2/application.html", include_str!("templates/wso2/application.html")),
];

/// Nothing from elsewhere, nothing inline; frames only on this machine.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'self' http://127.0.0.1:* http://localhost:* https://127.0.0.1:* https://localhost:*";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_well_formed() {
        for (name, _) in SOURCES {
            assert!(TEMPLATES.get_template(name).is_ok(), "{name}");
        }
    }
}
