//! A page that starts logins and one that shows who signed in: an application for people who just want to look.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use minijinja::{Value, context};
use url::form_urlencoded;

use super::portal::Portal;
use crate::pages::page;
use crate::rp::Form;
use crate::server::Site;
use crate::wso2::identity::{AuthorizationCode, IdentityServer, OrganizationView, Place};
use crate::wso2::oauth::{authenticator_name, landing_page};

pub(super) fn routes() -> Router<Site> {
    Router::new().route("/", get(index)).route("/demo/callback", get(landing))
}

async fn index(State(site): State<Site>, place: Place) -> Response {
    let url = &site.world.issuer().url;
    let names = site.identity().read(|state, _| {
        let name = state.organization(&place).map(|organization| organization.name.clone());
        let link = |view: OrganizationView| Value::from_pairs([("name", view.name), ("path", view.path)]);
        let places: Vec<Value> = state.organizations.values().map(|found| link(found.view())).collect();
        name.map(|name| (name, places))
    });
    let Ok((name, places)) = names else {
        let text = "There is no such tenant or organization.";
        return page(404, "wso2/ended.html", context! { name => "unknown", title => "Nothing here", text });
    };
    let content = context! {
        name, places, sign_in => link(&place, url, "demo-app"),
        second_factor => link(&place, url, "demo-second-factor"),
        account => format!("{}{}", place.prefix(), Portal::Account.root()),
        console => format!("{}{}", place.prefix(), Portal::Console.root()),
    };
    page(200, "wso2/index.html", content)
}

/// What an application does with its code: learns who signed in.
async fn landing(State(site): State<Site>, place: Place, RawQuery(query): RawQuery) -> Response {
    let form = Form::of_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let server = site.identity();
    let code = form.text("code").and_then(|code| server.change(|state, moment| state.redeem_code(code, moment.now)));
    let home = format!("{}/", place.prefix());
    if let Some(code) = code {
        return signed_in(&server, &code, &home);
    }
    let (name, title, text) = match form.text("error") {
        Some(_) => ("refused", "Nobody signed in", "The application was told that the login did not succeed."),
        None => ("unknown", "Nothing here", "The code is unknown, used or over."),
    };
    page(if name == "refused" { 200 } else { 400 }, "wso2/returned.html", context! { name, title, text, home })
}

fn signed_in(server: &IdentityServer, code: &AuthorizationCode, home: &str) -> Response {
    let (user, organization, application) = server.read(|state, _| {
        let user = state.user(&code.user).map(|user| user.qualified_name()).unwrap_or_default();
        let organization = state.organization_keyed(&code.organization).map(|found| found.name.clone());
        let application = state.application(&code.client).map(|application| application.name);
        (user, organization.unwrap_or_default(), application.unwrap_or_default())
    });
    let proofs: Vec<&str> = code.factors.iter().map(|factor| authenticator_name(*factor)).collect();
    let content = context! { user, organization, application, proofs => proofs.join(", "), home };
    page(200, "wso2/signed_in.html", content)
}

/// The authorization request that a click makes.
fn link(place: &Place, url: &str, client: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", &landing_page(place, url))
        .append_pair("scope", "openid profile")
        .append_pair("state", "demo")
        .finish();
    format!("{}/oauth2/authorize?{query}", place.prefix())
}
