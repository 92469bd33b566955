//! Which protocol a server speaks, and how strictly.

/// The protocol that a server speaks; the control API is the same for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speaks {
    /// The Countersign protocol with its login pages and OpenID CIBA.
    #[default]
    Native,
    /// Auth0 Guardian: the server is a tenant.
    Guardian(Mode),
}

impl Speaks {
    /// How strictly a Guardian tenant reads.
    pub(crate) fn mode(self) -> Mode {
        match self {
            Self::Native => Mode::default(),
            Self::Guardian(mode) => mode,
        }
    }
}

/// How strictly a Guardian tenant reads what clients send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Refuses everything that the protocol does not ask for, so that a client's sloppiness shows.
    #[default]
    Strict,
    /// Accepts what the vendor's own clients send, with all their quirks.
    AsIs,
}
