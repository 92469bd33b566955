//! A Guardian tenant with one user, and pushes carried by hand to a phone.

use countersign_core::engine::{Authenticator, Platform, PushOutcome};
use countersign_core::model::{Account, Challenge, PushTarget};
use countersign_server_mock::{LoginContext, MockServer, Mode, Speaks, Tenant, TenantUser, TransactionView};

use crate::{PhoneHome, USER};

/// A running tenant with [`USER`].
pub struct TenantScene {
    /// The server.
    pub server: MockServer,
}

impl TenantScene {
    /// A tenant that refuses everything off its specification.
    pub async fn start() -> Self {
        Self::start_in(Mode::Strict).await
    }

    /// A tenant of the given strictness.
    pub async fn start_in(mode: Mode) -> Self {
        let server = MockServer::builder().dialect(Speaks::Guardian(mode)).start().await.expect("a server");
        let scene = Self { server };
        scene.tenant().add_user(&TenantUser::with_email(USER)).expect("a user");
        scene
    }

    /// The tenant.
    pub fn tenant(&self) -> Tenant {
        self.server.tenant()
    }

    /// A phone that Google's pushes reach.
    pub fn phone(home: &PhoneHome) -> Authenticator {
        home.open_with(reachable)
    }

    /// Enrolls `phone` for [`USER`] by the code of the browser's widget.
    pub async fn enroll(&self, phone: &Authenticator) -> Account {
        let invite = self.tenant().invite(USER).expect("an invitation");
        let preview = phone.preview(&invite.uri).await.expect("a preview");
        phone.enroll(&preview).await.expect("an account")
    }

    /// Starts a login; returns its id.
    pub fn login(&self, context: LoginContext) -> String {
        self.tenant().start_login(USER, context).expect("a login")
    }

    /// Starts a login and brings its push to `phone`.
    pub async fn login_seen_by(&self, phone: &Authenticator) -> (String, Challenge) {
        let login = self.login(LoginContext::default());
        (login, self.bring(phone).await)
    }

    /// The newest push, as it left the server.
    pub fn push(&self) -> Vec<u8> {
        let newest = self.tenant().pushes().pop().expect("a push");
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
    pub fn transaction(&self, id: &str) -> TransactionView {
        self.tenant().transaction(id).expect("the login")
    }
}

/// A phone that Google's pushes reach.
pub fn reachable(mut platform: Platform) -> Platform {
    platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: "push-token".to_owned() });
    platform
}
