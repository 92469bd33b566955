//! `POST /oauth2/authn`: an app goes on with a login.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::driver::{look, proceed};
use super::native::{NativeError, authenticator_id, factor_of, reply};
use crate::journey::{Channel, FactorKind, Input, Params};
use crate::json::{Members, parse_object};
use crate::server::Site;
use crate::wso2::identity::Place;
use crate::wso2::origin::Visitor;

/// Takes the answer to the step that the app was shown last.
pub(super) async fn authn(
    State(site): State<Site>,
    place: Place,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let visitor = Visitor::of(peer, &headers);
    let taken = async {
        let answer = Answer::read(&body)?;
        let rest = look(&site, &answer.flow, Channel::Direct, &visitor).await.ok_or(NativeError::InvalidFlow)?;
        let Some(factor) = factor_of(&rest.screen) else { return Ok(rest) };
        if answer.authenticator != authenticator_id(factor) {
            return Err(NativeError::InvalidAuthenticator);
        }
        let input = answer.input(factor)?;
        proceed(&site, &answer.flow, Channel::Direct, &input, answer.script_params(), &visitor)
            .await
            .ok_or(NativeError::InvalidFlow)
    };
    match taken.await {
        Ok(rest) => reply(&site, &place, rest),
        Err(error) => error.reply(),
    }
}

/// What the app sent.
struct Answer {
    flow: String,
    authenticator: String,
    params: Members,
}

impl Answer {
    fn read(body: &Bytes) -> Result<Self, NativeError> {
        let members = parse_object(body)?;
        let selected = members.object("selectedAuthenticator")?;
        Ok(Self {
            flow: members.text("flowId")?.to_owned(),
            authenticator: selected.text("authenticatorId")?.to_owned(),
            params: selected.object("params")?,
        })
    }

    fn input(&self, factor: FactorKind) -> Result<Input, NativeError> {
        let text = |name: &'static str| self.params.text(name).map(str::to_owned);
        Ok(match factor {
            FactorKind::Identifier => Input::Identifier(text("username")?),
            FactorKind::Password => Input::Password { username: Some(text("username")?), password: text("password")? },
            FactorKind::Push => match self.params.text("scenario")? {
                "PROCEED_PUSH_AUTHENTICATION" => Input::Proceed,
                "RESEND_PUSH_NOTIFICATION" => Input::Resend,
                _ => return Err(NativeError::InvalidRequest),
            },
        })
    }

    /// The parameters as scripts see them: everything but the password.
    fn script_params(&self) -> Params {
        let shown = ["username", "scenario"].into_iter();
        shown.filter_map(|name| Some((name.to_owned(), vec![self.params.text(name).ok()?.to_owned()]))).collect()
    }
}
