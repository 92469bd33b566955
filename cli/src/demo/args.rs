//! The command line of `demo`.

use std::net::SocketAddr;

use clap::ValueEnum;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// The language that server and phone speak.
    #[arg(long, value_enum, default_value = "native")]
    pub(super) dialect: Dialect,
    /// Tell the story and exit: with 0 when every step went as told, with 1 when one did not.
    #[arg(long)]
    pub(super) once: bool,
    /// Where the page, or the server, is served afterwards; port 0 is a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", conflicts_with = "once")]
    pub(super) listen: SocketAddr,
    /// Expect something else than what happens in this step, to see what a failure looks like.
    #[arg(long = "break", value_name = "STEP", hide = true)]
    pub(super) broken: Option<String>,
}

/// A language between server and phone, and the story that is told in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Dialect {
    /// Countersign's own protocol.
    Native,
    /// Auth0 Guardian.
    Guardian,
    /// WSO2 Identity Server and Asgardeo.
    Wso2,
}
