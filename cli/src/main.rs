//! A push authenticator in the terminal.
//!
//! Thin: arguments in, calls to `countersign-core`, text or JSON lines out. No protocol, no cryptography, no retry logic.

mod args;
mod commands;
#[cfg(feature = "demo")]
mod demo;
mod fault;
mod find;
mod gateway;
mod output;
mod phone;
mod prompt;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command, PhoneCommand, Store};
use fault::Fault;
use output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    start_log();
    let output = Output::new(args.json);
    match args.command {
        #[cfg(feature = "demo")]
        Command::Demo(demo) => demo::run(&demo, args.json),
        Command::Phone(command) => match run(command, &args.store, &output) {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                output.fault(&fault);
                fault.exit_code()
            }
        },
    }
}

/// Logs go to standard error, and only when `COUNTERSIGN_LOG` asks for them.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::from_env("COUNTERSIGN_LOG");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn run(command: PhoneCommand, store: &Store, output: &Output) -> Result<(), Fault> {
    // The key store is opened before the runtime starts: its client may bring a runtime of its own.
    let phone = phone::open(store)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Fault::runtime)?;
    runtime.block_on(execute(command, &phone, output))
}

async fn execute(command: PhoneCommand, phone: &phone::Phone, output: &Output) -> Result<(), Fault> {
    match command {
        PhoneCommand::Enroll(enroll) => commands::enroll::run(enroll, phone, output).await,
        PhoneCommand::Accounts => commands::accounts::list(phone, output),
        PhoneCommand::Pending(pending) => commands::pending::run(pending, phone, output).await,
        PhoneCommand::Push(push) => commands::push::run(push, phone, output).await,
        PhoneCommand::Approve(approve) => commands::answer::approve(approve, phone, output).await,
        PhoneCommand::Deny(deny) => commands::answer::deny(deny, phone, output).await,
        PhoneCommand::History(history) => commands::history::run(&history, phone, output),
        PhoneCommand::Code(code) => commands::code::run(&code, phone, output),
        PhoneCommand::Rename(rename) => commands::accounts::rename(rename, phone, output).await,
        PhoneCommand::Remove(remove) => commands::accounts::remove(remove, phone, output).await,
        PhoneCommand::RotateKey(rotate) => commands::accounts::rotate_key(rotate, phone, output).await,
        PhoneCommand::Doctor(doctor) => commands::doctor::run(&doctor, phone, output).await,
    }
}
