//! The number is in nothing that is sent to the phone.

use data_encoding::BASE64URL_NOPAD;

use super::stage::Stage;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let (hints, requests) = (stage.server.world().hints().len(), stage.server.journal().entries().len());
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;

    let mut received: Vec<String> =
        stage.server.world().hints().into_iter().skip(hints).map(|hint| hint.payload.to_string()).collect();
    let entries = stage.server.journal().entries().into_iter().skip(requests);
    let to_phone = entries.filter(|entry| entry.path.starts_with("/countersign/"));
    received.extend(to_phone.filter_map(|entry| entry.response_body));
    stage.say("server", &format!("has sent {} things to the phone: the push and the signed request", received.len()));
    let read: Vec<String> = received.iter().map(|text| unwrapped(text)).collect();
    let is_whole = read.iter().any(|text| text.contains(challenge.id.server.as_str()) && text.contains("\"style\""));
    stage.expect("the request is among them", &is_whole, &true)?;
    let holds_number = read.iter().any(|text| says(text, &login.number));
    stage.expect("the number is in one of them", &holds_number, &false)?;

    stage.say("Alice", "has the number from the page only, and types it");
    stage.approve(&challenge.id, &login.number).await?;
    let answer = stage.asked("answer").pop().and_then(|entry| entry.request_body).unwrap_or_default();
    stage.expect("the number is in Alice's answer", &says(&unwrapped(&answer), &login.number), &true)?;
    Ok("push and request do not hold the number; it travels only from the page through Alice".to_owned())
}

/// The text with everything readable in it that is base64url, as in signed messages.
fn unwrapped(text: &str) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let decoded = text.split(|c| !is_code(c)).filter_map(|part| BASE64URL_NOPAD.decode(part.as_bytes()).ok());
    let readable = decoded.filter_map(|bytes| String::from_utf8(bytes).ok());
    readable.fold(text.to_owned(), |all, part| all + "\n" + &part)
}

/// Whether the digits of `number` stand in the text, with something else around them.
fn says(text: &str, number: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_inside_a_signed_message_is_noticed() {
        // {"num":"482913"} in the payload.
        let message = r#"{"challenge":"eyJhbGciOiJFZERTQSJ9.eyJudW0iOiI0ODI5MTMifQ.AAAA"}"#;

        assert!(says(&unwrapped(message), "482913"));
        assert!(!says(&unwrapped(message), "48291"));
    }
}
