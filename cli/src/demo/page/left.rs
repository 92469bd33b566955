//! What the camera sees: the code that the page on the left shows.

use countersign_server_mock::MockServer;

use crate::demo::browser::Browser;
use crate::demo::failure::Failure;
use crate::demo::scanner;

/// Reads the code from the pixels of the picture on the left. `None` when no code is shown there.
pub(super) async fn scan(server: &MockServer) -> Result<Option<String>, Failure> {
    let paths = server.journal().entries().into_iter().rev().filter(|entry| entry.operation == "page");
    let Some(page) = latest_offer(paths.map(|entry| entry.path)) else { return Ok(None) };
    let png = Browser::new(server.url())?.picture(&format!("{page}/qr.png")).await?;
    Ok(Some(scanner::read(&png)?.text))
}

/// The enrollment page that was asked for last, unless the person has gone elsewhere since. Newest request first.
fn latest_offer(mut paths: impl Iterator<Item = String>) -> Option<String> {
    let page = paths.find(|path| !path.starts_with("/assets/") && !path.ends_with("/qr.png"))?;
    let id = page.strip_prefix("/enroll/")?;
    let id = id.strip_suffix("/status").unwrap_or(id);
    (!id.is_empty() && !id.contains('/')).then(|| format!("/enroll/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(paths: &[&str]) -> Option<String> {
        latest_offer(paths.iter().map(|path| (*path).to_owned()))
    }

    #[test]
    fn the_code_is_the_one_that_is_shown_now() {
        assert_eq!(latest(&["/enroll/abc/status", "/enroll/abc", "/login"]).as_deref(), Some("/enroll/abc"));
        assert_eq!(latest(&["/assets/style.css", "/enroll/abc"]).as_deref(), Some("/enroll/abc"));
        assert_eq!(latest(&["/login", "/enroll/abc"]), None);
        assert_eq!(latest(&["/enroll"]), None);
        assert_eq!(latest(&[]), None);
    }
}
