//! `enroll`: from a code to an account.

use std::io::Read;

use countersign_core::dialect::Code;
use countersign_core::engine::EnrollmentPreview;
use countersign_core::model::{Account, DialectId, NumberPolicy, Requirement, Secret};
use countersign_core::scan::{Effort, LumaFrame, decode};
use serde_json::json;

use super::accounts::place;
use super::import;
use crate::args::Enroll;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Phone;
use crate::prompt;

/// More than any code or photo that is worth reading.
const MAX_INPUT: u64 = 16 * 1024 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const SUBJECT: &str = "enroll";

pub(crate) async fn run(enroll: Enroll, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let fault = |error| Fault::core(SUBJECT, error);
    let previews = preview(&enroll, phone).await?;
    let question = if let [preview] = previews.as_slice() {
        output.remark(&preview_text(preview));
        "Enroll this device?".to_owned()
    } else {
        output.remark(&import::text(&previews));
        format!("Enroll {} accounts?", import::new(&previews).count())
    };
    if output.is_interactive() && !enroll.yes && !prompt::is_yes(&question) {
        return Err(Fault::usage(SUBJECT, "nothing was enrolled"));
    }
    if previews.len() > 1 {
        return import::run(&previews, phone, output).await;
    }
    for preview in &previews {
        report(&phone.core.enroll(preview).await.map_err(fault)?, output);
    }
    Ok(())
}

async fn preview(enroll: &Enroll, phone: &Phone) -> Result<Vec<EnrollmentPreview>, Fault> {
    let fault = |error| Fault::core(SUBJECT, error);
    match (&enroll.code, &enroll.access_token, &enroll.server) {
        (Some(code), _, server) => {
            let text = read(code, server.is_some())?;
            phone.core.preview_all(&Code { text: &text, server: server.as_deref() }).await.map_err(fault)
        }
        (None, Some(source), Some(server)) => {
            let dialect = token_dialect(enroll, phone)?;
            let preview = phone.core.preview_with_token(&dialect, server, &access_token(source)?).await;
            Ok(vec![preview.map_err(fault)?])
        }
        (None, _, _) => Err(Fault::usage(SUBJECT, "neither a code nor an access token for a server")),
    }
}

fn token_dialect(enroll: &Enroll, phone: &Phone) -> Result<DialectId, Fault> {
    let known = phone.core.token_dialects();
    let wanted = |id: &&DialectId| enroll.dialect.as_deref().is_none_or(|wanted| wanted == id.as_str());
    match known.iter().filter(wanted).collect::<Vec<_>>().as_slice() {
        [dialect] => Ok((*dialect).clone()),
        [] => Err(Fault::usage(SUBJECT, "servers of this dialect take no access tokens")),
        [_, ..] => Err(Fault::usage(SUBJECT, "say with --dialect which kind of server it is")),
    }
}

/// Never from the command line itself, which others on this machine can read.
fn access_token(source: &str) -> Result<Secret, Fault> {
    if source != "-" {
        let token =
            std::env::var(source).map_err(|_| Fault::usage(SUBJECT, "the environment variable has no token"))?;
        return Ok(Secret::new(token.into_bytes()));
    }
    let mut token = Vec::new();
    let read = std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut token);
    read.map_err(|error| Fault::input(SUBJECT, &error))?;
    Ok(Secret::new(token))
}

/// Says that an account is there now.
pub(super) fn report(account: &Account, output: &Output) {
    let object = json!({
        "id": account.id.as_str(),
        "ok": true,
        "issuer": account.issuer,
        "issuer_name": account.issuer_name,
        "account": account.account_name,
        "one_time_codes": account.one_time_codes,
    });
    let place = place(&account.issuer_name, "");
    output.item(&object, &format!("Enrolled {}{place}.", account.account_name));
}

/// The code as text, whether it comes as text, as an image, or on standard input.
fn read(argument: &str, is_server_named: bool) -> Result<String, Fault> {
    let fault = |error: &std::io::Error| Fault::input(SUBJECT, error);
    let bytes = if argument == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        bytes
    } else if argument.contains("://") || argument.starts_with('{') || is_server_named {
        return Ok(argument.to_owned());
    } else {
        let file = std::fs::File::open(argument).map_err(|error| fault(&error))?;
        let mut bytes = Vec::new();
        file.take(MAX_INPUT).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        bytes
    };
    if !bytes.starts_with(PNG) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let scanned = LumaFrame::from_png(&bytes).and_then(|frame| decode(&frame, Effort::Image));
    Ok(scanned.map_err(|error| Fault::core(SUBJECT, error.into()))?.into_text())
}

fn preview_text(preview: &EnrollmentPreview) -> String {
    if preview.issuer_host.is_empty() {
        return format!("One-time codes for {}{}", preview.account_name, place(&preview.issuer_name, ""));
    }
    let number = match preview.policy.number {
        NumberPolicy::Enter { digits } => format!("every approval types {digits} digits from the login page"),
        NumberPolicy::Select { choices } => format!("every approval picks one of {choices} numbers"),
        NumberPolicy::None => "approvals may need no number".to_owned(),
    };
    let verification = match preview.policy.user_verification {
        Requirement::Required => ", and user verification",
        Requirement::Optional => "",
    };
    format!(
        "{} wants to enroll this device\n  host      {}\n  account   {}\n  promise   {number}{verification}",
        preview.issuer_name, preview.issuer_host, preview.account_name
    )
}
