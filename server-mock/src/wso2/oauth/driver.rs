//! Drives a login from one screen to the next, with the script of its application in between.

use super::AuthorizationRequest;
use super::outcome::code_for;
use super::script::decide;
use crate::journey::{Channel, Input, Itinerary, Journey, Params, Screen, ScriptCall, ScriptEvent, Turn};
use crate::server::Site;
use crate::wso2::IdentityError;
use crate::wso2::ground::IdentityGround;
use crate::wso2::identity::{IdentityMoment, IdentityState, LoginSession, Place};
use crate::wso2::origin::Visitor;

/// A login at rest: what to show, and where the application gets its code when it is over.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    /// The login's key.
    pub(crate) key: String,
    pub(crate) screen: Screen,
    pub(crate) request: AuthorizationRequest,
    /// The authorization code, once.
    pub(crate) code: Option<String>,
}

/// Starts a login at `place`.
pub(crate) async fn begin(
    site: &Site,
    place: Place,
    request: AuthorizationRequest,
    channel: Channel,
    params: Params,
    visitor: &Visitor,
) -> Result<Rest, IdentityError> {
    let server = site.identity();
    let key = server.change(|state, moment| {
        let organization = state.organization(&place)?.key.clone();
        let itinerary = Itinerary {
            application: request.application.name.clone(),
            channel,
            steps: request.application.numbered_steps(),
            script: request.application.script.clone(),
        };
        let mut ground = IdentityGround::new(state, moment, &organization, &visitor.origin);
        let (journey, _) = Journey::begin(itinerary, params, &mut ground);
        let login = LoginSession { place, organization, channel, request, journey, started_at: moment.now };
        Ok::<_, IdentityError>(state.add_login(login, moment))
    })?;
    look(site, &key, channel, visitor).await.ok_or(IdentityError::NotFound)
}

/// What a login shows at present; `None` when there is no such login any more.
pub(crate) async fn look(site: &Site, key: &str, channel: Channel, visitor: &Visitor) -> Option<Rest> {
    let step = change(site, key, channel, visitor, |journey, ground| journey.turn(ground));
    settle(site, key, channel, visitor, step).await
}

/// Tells a login what the person did.
pub(crate) async fn proceed(
    site: &Site,
    key: &str,
    channel: Channel,
    input: &Input,
    params: Params,
    visitor: &Visitor,
) -> Option<Rest> {
    let step = change(site, key, channel, visitor, |journey, ground| journey.take(input, params, ground));
    settle(site, key, channel, visitor, step).await
}

/// Where a login stands after a change.
enum Moved {
    Ask(ScriptEvent, Box<ScriptCall>, Place),
    Rest(Box<Rest>),
}

/// Runs scripts, outside of every lock, until there is something to show.
async fn settle(site: &Site, key: &str, channel: Channel, visitor: &Visitor, mut step: Option<Moved>) -> Option<Rest> {
    loop {
        match step? {
            Moved::Rest(rest) => return Some(*rest),
            Moved::Ask(event, call, place) => {
                let decision = decide(site, *call, &place, visitor).await;
                step = change(site, key, channel, visitor, |journey, ground| journey.decided(event, decision, ground));
            }
        }
    }
}

fn change(
    site: &Site,
    key: &str,
    channel: Channel,
    visitor: &Visitor,
    step: impl FnOnce(&mut Journey, &mut IdentityGround<'_, '_>) -> Turn,
) -> Option<Moved> {
    site.identity().change(|state, moment| {
        let mut login = state.take_login(key, channel, moment.now)?;
        let organization = login.organization.clone();
        let turn = step(&mut login.journey, &mut IdentityGround::new(state, moment, &organization, &visitor.origin));
        Some(match turn {
            Turn::Decide(call) => {
                let (event, place) = (call.event, login.place.clone());
                state.put_login(key, login);
                Moved::Ask(event, Box::new(call), place)
            }
            Turn::Show(screen) => Moved::Rest(Box::new(rest(key, login, screen, state, moment))),
        })
    })
}

/// A login that has succeeded gives its code and is gone.
fn rest(
    key: &str,
    login: LoginSession,
    screen: Screen,
    state: &mut IdentityState,
    moment: &mut IdentityMoment<'_>,
) -> Rest {
    let code = code_for(&login, &screen, state, moment);
    let request = login.request.clone();
    if code.is_none() {
        state.put_login(key, login);
    }
    Rest { key: key.to_owned(), screen, request, code }
}
