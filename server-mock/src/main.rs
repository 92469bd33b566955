//! Runs a push-login server for tests until it is told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use countersign_server_mock::{MockServer, Mode, Speaks, TlsMode};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// A push-login server for tests. Prints one line of JSON on standard output when it is ready.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    /// Make ids, numbers and the issuer's key the same in every run.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Keep keys, users and enrollments in this SQLite file.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Speak HTTPS: `self-signed`, or the PEM files CERT,KEY.
    #[arg(long, value_name = "self-signed|CERT,KEY", value_parser = tls_mode)]
    tls: Option<TlsMode>,
    /// Issuer base URL, when devices reach the server under another address.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Protocol to speak.
    #[arg(long, default_value = "native", value_parser = ["native", "guardian", "wso2"])]
    dialect: String,
    /// How strictly the server of a vendor reads: refuse what is off the protocol, or accept the vendor's quirks.
    #[arg(long, default_value = "strict", value_parser = ["strict", "as-is"])]
    mode: String,
    /// Log filter, such as `debug`; logs go to standard error.
    #[arg(long, default_value = "warn", value_name = "LEVEL")]
    log: EnvFilter,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to report to when standard error is gone.
            let _ = writeln!(std::io::stderr().lock(), "countersign-server-mock: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(arguments.log).with_writer(std::io::stderr).init();
    let speaks = speaks(&arguments.dialect, &arguments.mode);
    let mut builder = MockServer::builder().listen(arguments.listen).dialect(speaks);
    if let Some(seed) = arguments.seed {
        builder = builder.seed(seed);
    }
    if let Some(path) = arguments.data {
        builder = builder.data_file(path);
    }
    if let Some(mode) = arguments.tls {
        builder = builder.tls(mode);
    }
    if let Some(url) = arguments.public_url {
        builder = builder.public_url(url);
    }
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let server = builder.start().await?;
    announce(server.url(), speaks)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    server.shutdown().await;
    Ok(())
}

fn speaks(dialect: &str, mode: &str) -> Speaks {
    match (dialect, mode) {
        ("guardian", "as-is") => Speaks::Guardian(Mode::AsIs),
        ("guardian", _) => Speaks::Guardian(Mode::Strict),
        ("wso2", "as-is") => Speaks::Wso2(Mode::AsIs),
        ("wso2", _) => Speaks::Wso2(Mode::Strict),
        _ => Speaks::Native,
    }
}

fn announce(url: &str, speaks: Speaks) -> std::io::Result<()> {
    let mut ready = json!({
        "ready": true,
        "url": url,
        "control": format!("{url}/control"),
        "openapi": format!("{url}/control/openapi.json"),
    });
    match speaks {
        Speaks::Native => {
            ready["login"] = json!(format!("{url}/login"));
            ready["enroll"] = json!(format!("{url}/enroll"));
            ready["device_api"] = json!(format!("{url}/countersign/v1"));
        }
        Speaks::Guardian(_) => {
            ready["device_api"] = json!(format!("{url}/appliance-mfa"));
        }
        Speaks::Wso2(_) => {
            ready["device_api"] = json!(format!("{url}/api/users/v1/me/push"));
        }
    }
    let mut output = std::io::stdout().lock();
    writeln!(output, "{ready}")?;
    output.flush()
}

fn tls_mode(text: &str) -> Result<TlsMode, String> {
    if text == "self-signed" {
        return Ok(TlsMode::SelfSigned);
    }
    match text.split_once(',') {
        Some((certificate, key)) if !certificate.is_empty() && !key.is_empty() => {
            Ok(TlsMode::Files { certificate: certificate.into(), key: key.into() })
        }
        _ => Err("expected self-signed or CERT,KEY".to_owned()),
    }
}
