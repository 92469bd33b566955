//! A WSO2 server with one user, and pushes carried by hand to a phone.

use countersign_core::engine::{Authenticator, PushOutcome};
use countersign_core::model::{Account, Challenge, NumberChallenge};
use countersign_server_mock::{
    IdentityServer, IdentityUser, LoginOrigin, MockServer, Mode, OrganizationSpec, PushAuthView, PushSettings, Speaks,
};

use crate::{PhoneHome, USER, reachable};

/// A running server with [`USER`] in its first tenant.
pub struct IdentityScene {
    /// The server.
    pub server: MockServer,
    /// Id of the user.
    pub user: String,
}

impl IdentityScene {
    /// The tenant that is there from the start.
    pub const TENANT: &str = "carbon.super";

    /// A server that refuses everything off its specification.
    pub async fn start() -> Self {
        Self::start_in(Mode::Strict).await
    }

    /// A server of the given strictness.
    pub async fn start_in(mode: Mode) -> Self {
        let server = MockServer::builder().dialect(Speaks::Wso2(mode)).start().await.expect("a server");
        let user = server.identity_server().add_user(&IdentityUser::named(USER)).expect("a user").id;
        Self { server, user }
    }

    /// The server with an organization and [`USER`] in it instead; also the organization's id.
    pub async fn in_organization() -> (Self, String) {
        let scene = Self::start().await;
        let added = scene.identity().add_organization(&OrganizationSpec::named("Acme")).expect("an organization");
        let user = IdentityUser { organization: Some(added.id.clone()), ..IdentityUser::named(USER) };
        let user = scene.identity().add_user(&user).expect("a user").id;
        (Self { user, ..scene }, added.id)
    }

    /// What the server knows.
    pub fn identity(&self) -> IdentityServer {
        self.server.identity_server()
    }

    /// A phone that Google's pushes reach.
    pub fn phone(home: &PhoneHome) -> Authenticator {
        home.open_with(reachable)
    }

    /// A new code for the user.
    pub fn code(&self) -> String {
        self.identity().discovery(&self.user).expect("a code")
    }

    /// Enrolls `phone` for the user.
    pub async fn enroll(&self, phone: &Authenticator) -> Account {
        let preview = phone.preview(&self.code()).await.expect("a preview");
        phone.enroll(&preview).await.expect("an account")
    }

    /// Login pages of the first tenant show a number from now on.
    pub fn show_numbers(&self) {
        let settings = PushSettings { number_challenge: true, ..PushSettings::default() };
        self.identity().set_settings(Self::TENANT, settings).expect("settings");
    }

    /// Starts a login.
    pub fn login(&self) -> PushAuthView {
        let origin = LoginOrigin {
            ip_address: Some("203.0.113.7".to_owned()),
            device_os: Some("Linux".to_owned()),
            browser: Some("Firefox".to_owned()),
        };
        self.identity().start_push(&self.user, "Shop", &origin).expect("a login")
    }

    /// Starts a login and brings its push to `phone`.
    pub async fn login_seen_by(&self, phone: &Authenticator) -> (PushAuthView, Challenge) {
        let login = self.login();
        (login, self.bring(phone).await)
    }

    /// The newest push, as it left the server.
    pub fn push(&self) -> Vec<u8> {
        let newest = self.identity().pushes().pop().expect("a push");
        newest.payload.to_string().into_bytes()
    }

    /// Brings the newest push to `phone`.
    pub async fn bring(&self, phone: &Authenticator) -> Challenge {
        match phone.handle_push(&self.push()).await {
            Ok(PushOutcome::Waiting(challenge)) => *challenge,
            other => panic!("no challenge: {other:?}"),
        }
    }

    /// How a login stands at the server.
    pub fn stands(&self, login: &PushAuthView) -> String {
        self.identity().push(&login.id).expect("the login").state
    }
}

/// One of the numbers to pick from that the login page does not show.
pub fn wrong_number(challenge: &Challenge, login: &PushAuthView) -> String {
    let NumberChallenge::Select { choices } = &challenge.number else { panic!("a number to pick") };
    choices.iter().find(|choice| Some(choice.as_str()) != login.number.as_deref()).expect("a decoy").clone()
}
