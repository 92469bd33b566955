//! What routes ask of the world.

use super::World;
use super::backchannel::{BackchannelError, Client, TokenReply};
use super::ciba::{BackchannelRequest, BackchannelStart};
use super::enrollment::EnrollmentState;
use super::refusal::{Refusal, Reply, WorldError};
use crate::json::Members;

impl World {
    pub(crate) fn check_password(&self, user: &str, password: &str) -> bool {
        self.change(|state, moment| state.check_password(user, password, moment.now))
    }

    pub(crate) fn accept_code(&self, login: &str, code: &str) -> Result<bool, WorldError> {
        self.change(|state, moment| state.accept_code(login, code, moment.now))
    }

    pub(crate) fn enrollment(&self, offer: &str) -> Result<(String, EnrollmentState), WorldError> {
        self.read(|state, now| state.enrollment(offer, now))
    }

    pub(crate) fn session_of(&self, login: &str) -> Option<String> {
        self.read(|state, _| state.logins.get(login).and_then(|login| login.session.clone()))
    }

    /// Whether the phone shows the number among others, instead of asking for it.
    pub(crate) fn shows_choices(&self, login: &str) -> bool {
        self.read(|state, _| state.logins.get(login).is_some_and(|login| login.has_choices))
    }

    pub(crate) fn preview(&self, body: &Members) -> Reply {
        self.change(|state, moment| Reply::from(state.preview(body, moment)))
    }

    /// Takes a signed POST of a device in.
    pub(crate) fn post(&self, request: DevicePost, text: &str) -> Reply {
        self.change(|state, moment| match request {
            DevicePost::Enroll => state.enroll(text, moment),
            DevicePost::Answer => state.answer(text, moment),
            DevicePost::Update => state.update(text, moment),
            DevicePost::Rotate => state.rotate(text, moment),
            DevicePost::Unenroll => state.unenroll(text, moment),
            DevicePost::Report => state.report(text, moment),
        })
    }

    /// Answers a GET of a device that carries `proof`.
    pub(crate) fn get(&self, request: &DeviceGet, proof: &str) -> Reply {
        self.change(|state, moment| {
            let device = match state.prove(proof, &request.suffix(), moment) {
                Ok(device) => device,
                Err(refusal) => return Reply::from(Err(refusal)),
            };
            Reply::from(match request {
                DeviceGet::Challenges => Ok(state.waiting_challenges(&device, moment.now)),
                DeviceGet::Challenge(id) => state.waiting_challenge(&device, id, moment.now),
                DeviceGet::Outcome(id) => state.challenge_outcome(&device, id, moment.now),
            })
        })
    }

    /// The device that may listen for hints.
    pub(crate) fn listener(&self, proof: &str) -> Result<String, Refusal> {
        self.change(|state, moment| state.prove(proof, "/hints", moment)).map(|device| device.id)
    }

    pub(crate) fn authenticate_client(&self, id: &str, secret: &str) -> Result<Client, BackchannelError> {
        self.read(|state, _| state.authenticate_client(id, secret))
    }

    pub(crate) fn start_backchannel(
        &self,
        client: &Client,
        request: &BackchannelRequest,
    ) -> Result<BackchannelStart, BackchannelError> {
        self.change(|state, moment| state.start_backchannel(client, request, moment))
    }

    pub(crate) fn token(&self, client: &str, request: &str) -> Result<TokenReply, BackchannelError> {
        self.change(|state, moment| state.token(client, request, moment))
    }

    pub(crate) fn new_session(&self) -> String {
        self.change(|_, moment| moment.random.id())
    }
}

/// A signed POST of the device API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DevicePost {
    Enroll,
    Answer,
    Update,
    Rotate,
    Unenroll,
    Report,
}

/// A GET of the device API.
#[derive(Clone, Debug)]
pub(crate) enum DeviceGet {
    Challenges,
    Challenge(String),
    Outcome(String),
}

impl DeviceGet {
    /// The path below the device API, as the proof must name it.
    fn suffix(&self) -> String {
        match self {
            Self::Challenges => "/challenges".to_owned(),
            Self::Challenge(id) => format!("/challenges/{id}"),
            Self::Outcome(id) => format!("/challenges/{id}/outcome"),
        }
    }
}
