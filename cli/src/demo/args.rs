//! The command line of `demo`.

use std::net::SocketAddr;

use super::story::Step;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Tell the story and exit: with 0 when every step went as told, with 1 when one did not.
    #[arg(long)]
    pub(super) once: bool,
    /// Where the page is served afterwards; port 0 is a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", conflicts_with = "once")]
    pub(super) listen: SocketAddr,
    /// Expect something else than what happens in this step, to see what a failure looks like.
    #[arg(long = "break", value_name = "STEP", value_enum, hide = true)]
    pub(super) broken: Option<Step>,
}
