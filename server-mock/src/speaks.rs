//! Which protocol a server speaks, and how strictly.

/// The protocol that a server speaks; the control API is the same for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speaks {
    /// The Countersign protocol with its login pages and OpenID CIBA.
    #[default]
    Native,
    /// Auth0 Guardian: the server is a tenant.
    Guardian(Mode),
    /// WSO2 Identity Server and Asgardeo: the server holds tenants and their organizations.
    Wso2(Mode),
}

impl Speaks {
    /// How strictly requests are read, where the protocol leaves a choice.
    pub(crate) fn mode(self) -> Mode {
        match self {
            Self::Native => Mode::default(),
            Self::Guardian(mode) | Self::Wso2(mode) => mode,
        }
    }
}

/// How strictly the server of a vendor reads what clients send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Refuses everything that the protocol does not ask for, so that a client's sloppiness shows.
    #[default]
    Strict,
    /// Accepts what the vendor's own clients send, with all their quirks.
    AsIs,
}
