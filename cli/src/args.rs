//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use url::Url;

/// A push authenticator in the terminal.
///
/// Exit codes: 0 done; 1 internal error; 2 wrong usage; 3 enrollment code or enrollment refused; 4 account; 5 key or user
/// verification; 6 challenge over, unknown or unsafe; 7 answer not accepted (wrong number); 8 decided before; 9 network;
/// 10 server; 11 storage; 12 answer sent, outcome unknown: run the same command again.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, after_help = "COUNTERSIGN_LOG=info shows what happens inside (no secrets).")]
pub(crate) struct Args {
    /// Which store, and who may be talked to.
    #[command(flatten)]
    pub(crate) store: Store,

    /// Print one JSON object per line, each with an `id`; ask nothing.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which store, and who may be talked to.
#[derive(Debug, clap::Args)]
pub(crate) struct Store {
    /// Folder of the store.
    #[arg(long, global = true, env = "COUNTERSIGN_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,

    /// Where the key of the store is kept: the operating system's key store, or a file beside the store (for CI).
    #[arg(long, global = true, env = "COUNTERSIGN_VAULT", value_enum, default_value = "os")]
    pub(crate) vault: VaultChoice,

    /// Allow plain HTTP to this very machine.
    #[arg(long, global = true, env = "COUNTERSIGN_ALLOW_LOOPBACK", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) allow_loopback: bool,

    /// Receive pushes as a virtual phone from this gateway: the URL of a mock server.
    #[arg(long, global = true, env = "COUNTERSIGN_PUSH_GATEWAY", value_name = "URL")]
    pub(crate) push_gateway: Option<Url>,
}

/// Where the wrapping key lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VaultChoice {
    /// Keychain, Credential Manager or Secret Service.
    Os,
    /// A file of mode 0600.
    File,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What needs a store.
    #[command(flatten)]
    Phone(PhoneCommand),
    /// See it work: a mock server and a phone tell the story of a login, then wait on a page to be played with.
    #[cfg(feature = "demo")]
    Demo(crate::demo::Demo),
}

/// What to do with the phone.
#[derive(Debug, Subcommand)]
pub(crate) enum PhoneCommand {
    /// Enroll an account from an enrollment code, or the accounts that another app exports.
    Enroll(Enroll),
    /// List accounts.
    Accounts,
    /// Ask all servers what waits, and list it.
    Pending(Pending),
    /// Take a push payload, as a push provider would deliver it, and show what it brings.
    Push(Push),
    /// Approve a login: it is me.
    Approve(Approve),
    /// Deny a login: it is not me.
    Deny(Deny),
    /// What happened, newest first.
    History(History),
    /// Show an account's one-time code.
    Code(Code),
    /// Give an account another name on this device, or this device another name on the server.
    Rename(Rename),
    /// Remove an account here and on its server.
    Remove(Remove),
    /// Replace an account's device key.
    RotateKey(RotateKey),
    /// Check storage, servers, clocks and unfinished business.
    Doctor(Doctor),
}

/// Arguments of `enroll`.
#[derive(Debug, clap::Args)]
pub(crate) struct Enroll {
    /// The code itself, a PNG image of its QR code, or `-` for either on standard input.
    #[arg(value_name = "CODE|IMAGE.png|-", required_unless_present = "access_token", conflicts_with = "access_token")]
    pub(crate) code: Option<String>,
    /// Enroll without a code whoever is signed in at the server: the access token is in this environment variable, or `-` for
    /// on standard input.
    #[arg(long, value_name = "VARIABLE|-", requires = "server")]
    pub(crate) access_token: Option<String>,
    /// The dialect of the server that the access token is for, where several know access tokens.
    #[arg(long, value_name = "ID", requires = "access_token")]
    pub(crate) dialect: Option<String>,
    /// The server that is meant, as domain or URL: for codes that name none, and instead of the one a code names.
    #[arg(long, value_name = "SERVER")]
    pub(crate) server: Option<String>,
    /// Do not ask before enrolling.
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Arguments of `pending`.
#[derive(Debug, clap::Args)]
pub(crate) struct Pending {
    /// Keep running: show each challenge when it arrives, by hint or by polling.
    #[arg(long)]
    pub(crate) watch: bool,
    /// Seconds between polls while watching.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) interval: u64,
}

/// Arguments of `push`.
#[derive(Debug, clap::Args)]
pub(crate) struct Push {
    /// The payload as JSON, or `-` for it on standard input.
    #[arg(value_name = "JSON|-")]
    pub(crate) payload: String,
}

/// Arguments of `approve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Approve {
    /// Challenge id as `pending` shows it; a unique beginning is enough.
    #[arg(value_name = "ID")]
    pub(crate) challenge: String,
    /// The number that the login page shows.
    #[arg(long, value_name = "N")]
    pub(crate) number: Option<String>,
    /// The screen of this computer was unlocked by its owner just now; claimed when the challenge asks for it.
    #[arg(long)]
    pub(crate) verified: bool,
}

/// Arguments of `deny`.
#[derive(Debug, clap::Args)]
pub(crate) struct Deny {
    /// Challenge id as `pending` shows it; a unique beginning is enough.
    #[arg(value_name = "ID")]
    pub(crate) challenge: String,
    /// Somebody else is trying to log in.
    #[arg(long)]
    pub(crate) suspicious: bool,
    /// It was started by mistake.
    #[arg(long, conflicts_with = "suspicious")]
    pub(crate) mistake: bool,
    /// Also ask the server to let nobody in until an administrator has looked.
    #[arg(long, requires = "suspicious")]
    pub(crate) lock_out: bool,
}

/// Arguments of `history`.
#[derive(Debug, clap::Args)]
pub(crate) struct History {
    /// At most this many entries.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
}

/// Arguments of `code`.
#[derive(Debug, clap::Args)]
pub(crate) struct Code {
    /// Account id, a unique beginning of it, or the name of the account or its issuer.
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    /// The code shown last was used: show the next. Only for codes that do not change by time.
    #[arg(long)]
    pub(crate) next: bool,
}

/// Arguments of `rename`.
#[derive(Debug, clap::Args)]
pub(crate) struct Rename {
    /// Account id, a unique beginning of it, or the account's name.
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    /// The new name, at most 64 characters; empty for the name the server gave.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Rename this device in the account's device list on the server instead.
    #[arg(long)]
    pub(crate) device: bool,
}

/// Arguments of `remove`.
#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    /// Account id, a unique beginning of it, or the account's name.
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
    /// Do not tell the server: for servers that no longer exist.
    #[arg(long)]
    pub(crate) only_here: bool,
}

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {
    /// Ask nobody; print what a developer who is to help needs to know. Holds no secret, token, name or address.
    #[arg(long)]
    pub(crate) export: bool,
}

/// Arguments of `rotate-key`.
#[derive(Debug, clap::Args)]
pub(crate) struct RotateKey {
    /// Account id, a unique beginning of it, or the account's name.
    #[arg(value_name = "ACCOUNT")]
    pub(crate) account: String,
}
