//! Why a page is not shown.

use axum::response::{IntoResponse, Response};
use minijinja::context;

use crate::pages::{page, see_other};

/// The end of a visit without the page that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::wso2::pages) enum Ended {
    /// Nobody is signed in; the page for that is here.
    SignIn(String),
    /// The page was done with; go on there.
    Next(String),
    /// The Console is not for this user.
    NotAdministrator,
    /// The form is not from a page of this session.
    Forged,
    /// The body is no form.
    Malformed,
    /// The body is larger than any form.
    TooLarge,
    /// There is no such tenant or organization.
    UnknownOrganization,
    /// There is no such thing here.
    NotFound,
    /// The server cannot store anything.
    Unavailable,
}

impl IntoResponse for Ended {
    fn into_response(self) -> Response {
        let (status, name, title, text) = match self {
            Self::SignIn(path) | Self::Next(path) => return see_other(&path),
            Self::NotAdministrator => {
                (403, "refused", "Not for you", "Only administrators may use the Console. Sign out and in again.")
            }
            Self::Forged => {
                (403, "refused", "Start again", "The form is not from a page of this session. Load the page again.")
            }
            Self::Malformed => (400, "failed", "Start again", "That was not a form of this page."),
            Self::TooLarge => (413, "failed", "Too large", "A form can be at most 64 KiB."),
            Self::UnknownOrganization => (404, "unknown", "Nothing here", "There is no such organization."),
            Self::NotFound => (404, "unknown", "Nothing here", "It may have been removed."),
            Self::Unavailable => (503, "failed", "Not now", "The server cannot store anything."),
        };
        page(status, "ticket_ended.html", context! { name, title, text })
    }
}
