//! One request to a page: where it is made, who is signed in, and what it brings.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::response::Response;
use minijinja::{Value, context};

use super::ended::Ended;
use super::form::Submitted;
use crate::pages::page;
use crate::server::Site;
use crate::wso2::identity::{IdentityServer, Organization, Place};
use crate::wso2::pages::console::has_applications;

/// Which pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::wso2::pages) enum Portal {
    /// For owners of phones.
    Account,
    /// For administrators.
    Console,
}

impl Portal {
    /// What the paths of its pages begin with.
    pub(in crate::wso2::pages) fn root(self) -> &'static str {
        match self {
            Self::Account => "/myaccount",
            Self::Console => "/console",
        }
    }

    pub(in crate::wso2::pages) fn title(self) -> &'static str {
        match self {
            Self::Account => "My Account",
            Self::Console => "Console",
        }
    }
}

/// A request to a page of an organization that exists.
pub(in crate::wso2::pages) struct Visit {
    pub(in crate::wso2::pages) server: IdentityServer,
    pub(in crate::wso2::pages) place: Place,
    /// Key of the tenant or organization.
    pub(in crate::wso2::pages) organization: String,
    /// Display name of the tenant or organization.
    pub(in crate::wso2::pages) name: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Base URL of the server, without a trailing slash.
    pub(in crate::wso2::pages) url: String,
}

/// Who is signed in.
#[derive(Clone)]
pub(in crate::wso2::pages) struct Member {
    /// User id.
    pub(in crate::wso2::pages) user: String,
    /// Name to show.
    pub(in crate::wso2::pages) username: String,
    /// The browser's key of the session.
    pub(in crate::wso2::pages) session: String,
    pub(super) form_token: String,
}

impl FromRequest<Site> for Visit {
    type Rejection = Ended;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Ended> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let place = parts.extensions.get::<Place>().cloned().unwrap_or_default();
        let server = site.identity();
        let found = server.read(|state, _| {
            state.organization(&place).map(|Organization { key, name, .. }| (key.clone(), name.clone()))
        });
        let (organization, name) = found.map_err(|_| Ended::UnknownOrganization)?;
        let url = site.world.issuer().url.clone();
        Ok(Self { server, place, organization, name, headers: parts.headers, body, url })
    }
}

impl Visit {
    /// The address of a page of `portal` in this place.
    pub(in crate::wso2::pages) fn path(&self, portal: Portal, page: &str) -> String {
        format!("{}{}{page}", self.place.prefix(), portal.root())
    }

    /// Who is signed in; the Console is for administrators only.
    pub(in crate::wso2::pages) fn member(&self, portal: Portal) -> Result<Member, Ended> {
        let session = self.cookie(SESSION).unwrap_or_default();
        let found = self.server.read(|state, now| {
            state.portal(session, &self.organization, now).map(|(found, user)| {
                let member = Member {
                    user: user.id.clone(),
                    username: user.qualified_name(),
                    session: session.to_owned(),
                    form_token: found.form_token.clone(),
                };
                (member, user.is_administrator)
            })
        });
        match (found, portal) {
            (Some((member, _)), Portal::Account) | (Some((member, true)), Portal::Console) => Ok(member),
            (Some((_, false)), Portal::Console) => Err(Ended::NotAdministrator),
            (None, _) => Err(Ended::SignIn(self.path(portal, "/sign-in"))),
        }
    }

    /// Who is signed in, and the form that they sent.
    pub(in crate::wso2::pages) async fn submission(&self, portal: Portal) -> Result<(Member, Submitted), Ended> {
        let member = self.member(portal)?;
        let form = Submitted::read(&self.headers, &self.body).await?;
        if !self.is_own_page() || form.text("form_token") != member.form_token {
            return Err(Ended::Forged);
        }
        Ok((member, form))
    }

    /// A page of `portal` for who is signed in.
    pub(in crate::wso2::pages) fn page(
        &self,
        status: u16,
        portal: Portal,
        member: &Member,
        name: &str,
        content: Value,
    ) -> Response {
        let frame = context! {
            portal => portal.title(), organization => self.name.as_str(), username => member.username.as_str(),
            form_token => member.form_token.as_str(), base => self.path(portal, ""),
            is_console => portal == Portal::Console, has_applications => has_applications(self),
        };
        page(status, name, context! { ..content, ..frame })
    }

    /// Nothing is promised when the data file could not be written.
    pub(in crate::wso2::pages) fn check_durable(&self) -> Result<(), Ended> {
        self.server.check_durable().map_err(|_| Ended::Unavailable)
    }

    /// Whether a browser says that one of our own pages sent this.
    pub(super) fn is_own_page(&self) -> bool {
        let site = self.headers.get("sec-fetch-site").map(|value| value.as_bytes());
        site.is_none_or(|site| [b"same-origin".as_slice(), b"none"].contains(&site))
    }

    /// What the browser keeps under `name`.
    pub(in crate::wso2::pages) fn cookie(&self, name: &str) -> Option<&str> {
        let texts = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        texts.flat_map(|text| text.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The cookie that signs in with `session`, or that signs out.
    pub(in crate::wso2::pages) fn session_cookie(&self, session: Option<&str>) -> String {
        self.set_cookie(SESSION, session)
    }

    /// A cookie until the browser is closed, or the end of one.
    pub(in crate::wso2::pages) fn set_cookie(&self, name: &str, value: Option<&str>) -> String {
        let secure = if self.url.starts_with("https:") { "; Secure" } else { "" };
        let (value, age) = value.map_or(("", "; Max-Age=0"), |value| (value, ""));
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }
}

/// The cookie with the key of a session.
const SESSION: &str = "portal";
/// The cookie that remembers which login a browser started.
pub(in crate::wso2::pages) const STARTED_LOGIN: &str = "portal-login";
/// The cookies of these pages, which are nobody else's business.
pub(in crate::wso2) const PORTAL_COOKIES: [&str; 2] = [SESSION, STARTED_LOGIN];
