//! A push authenticator in the terminal.
//!
//! Thin: arguments in, calls to `countersign-core`, text or JSON lines out. No protocol, no cryptography, no retry logic.

mod args;
mod commands;
mod fault;
mod find;
mod output;
mod phone;
mod prompt;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use fault::Fault;
use output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    start_log();
    let output = Output::new(args.json);
    match run(args, &output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            output.fault(&fault);
            fault.exit_code()
        }
    }
}

/// Logs go to standard error, and only when `COUNTERSIGN_LOG` asks for them.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::from_env("COUNTERSIGN_LOG");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn run(args: Args, output: &Output) -> Result<(), Fault> {
    // The key store is opened before the runtime starts: its client may bring a runtime of its own.
    let phone = phone::open(&args)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Fault::runtime)?;
    runtime.block_on(execute(args.command, &phone, output))
}

async fn execute(command: Command, phone: &phone::Phone, output: &Output) -> Result<(), Fault> {
    match command {
        Command::Enroll(enroll) => commands::enroll::run(enroll, phone, output).await,
        Command::Accounts => commands::accounts::list(phone, output),
        Command::Pending(pending) => commands::pending::run(pending, phone, output).await,
        Command::Approve(approve) => commands::answer::approve(approve, phone, output).await,
        Command::Deny(deny) => commands::answer::deny(deny, phone, output).await,
        Command::History(history) => commands::history::run(&history, phone, output),
        Command::Code(code) => commands::code::run(&code, phone, output),
        Command::Rename(rename) => commands::accounts::rename(rename, phone, output).await,
        Command::Remove(remove) => commands::accounts::remove(remove, phone, output).await,
        Command::RotateKey(rotate) => commands::accounts::rotate_key(rotate, phone, output).await,
        Command::Doctor => commands::doctor::run(phone, output).await,
    }
}
