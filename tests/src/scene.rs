//! A server with one user, and ways to get a phone into the picture.

use countersign_core::engine::Authenticator;
use countersign_core::model::{Account, ChallengeId};
use countersign_server_mock::{Login, LoginSpec, MockServer, Settings, UserSpec};

/// The user of every scene.
pub const USER: &str = "alice@example.com";

/// A running server with [`USER`].
pub struct Scene {
    /// The server.
    pub server: MockServer,
}

impl Scene {
    /// A server with the default policy: six digits to type.
    pub async fn start() -> Self {
        Self::with_user(UserSpec { otp: true, ..UserSpec::named(USER) }).await
    }

    /// A server whose user is as given.
    pub async fn with_user(user: UserSpec) -> Self {
        let server = MockServer::builder().start().await.expect("a server");
        server.world().add_user(user).expect("a user");
        Self { server }
    }

    /// A server for sweeps: it lets many logins and many wrong numbers pass.
    pub async fn patient() -> Self {
        let scene = Self::start().await;
        let settings = scene.server.world().settings();
        let settings = Settings {
            failure_limit: 100,
            challenges_per_minute: 1_000_000,
            device_limit: 10_000,
            suspicious_pause: 0,
            ..settings
        };
        scene.server.world().set_settings(settings).expect("settings within their limits");
        scene
    }

    /// Enrolls `phone` for [`USER`].
    pub async fn enroll(&self, phone: &Authenticator) -> Account {
        self.enroll_as(USER, phone).await
    }

    /// Enrolls `phone` for another user.
    pub async fn enroll_as(&self, user: &str, phone: &Authenticator) -> Account {
        let offer = self.server.world().offer(user).expect("an offer");
        let preview = phone.preview(&offer.uri).await.expect("a preview");
        phone.enroll(&preview).await.expect("an account")
    }

    /// Starts a login with defaults.
    pub fn login(&self) -> Login {
        self.login_of(USER)
    }

    /// Starts a login of another user with defaults.
    pub fn login_of(&self, user: &str) -> Login {
        self.server.world().start_login(user, LoginSpec::default()).expect("a login")
    }

    /// Starts a login and fetches its challenge.
    pub async fn login_seen_by(&self, phone: &Authenticator) -> (Login, ChallengeId) {
        let login = self.login();
        phone.refresh().await.expect("a refresh");
        let waiting = phone.pending().expect("pending challenges");
        let challenge = waiting.iter().find(|challenge| challenge.id.server.as_str() == login.challenge_id);
        let id = challenge.expect("the login's challenge").id.clone();
        (login, id)
    }

    /// How many answers the server recorded for a challenge. More than one would be a broken promise.
    pub fn answers(&self, login: &Login) -> Vec<String> {
        self.server.world().accepted_answers(&login.challenge_id)
    }
}
