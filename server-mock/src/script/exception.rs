//! Turns what the engine threw into a [`ScriptError`].

use rquickjs::{Ctx, Exception, Value};

use super::error::{Position, ScriptError, log_safe};

/// The pending exception of a context.
pub(super) fn take(ctx: &Ctx<'_>, file: &str) -> ScriptError {
    describe(&ctx.catch(), file)
}

/// What was thrown. Looking at it may run the script's own code; what that throws is dropped.
pub(super) fn describe(thrown: &Value<'_>, file: &str) -> ScriptError {
    let error = read(thrown, file);
    if thrown.ctx().has_exception() {
        thrown.ctx().catch();
    }
    error
}

fn read(thrown: &Value<'_>, file: &str) -> ScriptError {
    let Some(exception) = thrown.as_object().cloned().and_then(Exception::from_object) else {
        return ScriptError::Threw { at: None, text: log_safe(&plain(thrown)) };
    };
    let name: String = exception.as_object().get("name").unwrap_or_default();
    let text = exception.message().unwrap_or_default();
    let at = position(&exception.stack().unwrap_or_default(), file);
    match (name.as_str(), text.as_str()) {
        ("InternalError", "out of memory" | "string too long") => ScriptError::Memory,
        ("RangeError", "Maximum call stack size exceeded") => ScriptError::Stack,
        ("SyntaxError", _) => ScriptError::Syntax { at, text: log_safe(&text) },
        _ => ScriptError::Threw { at, text: log_safe(&format!("{name}: {text}")) },
    }
}

/// The innermost frame in the author's file: `at name (FILE:LINE:COLUMN)` or `at FILE:LINE:COLUMN`.
fn position(stack: &str, file: &str) -> Option<Position> {
    stack.lines().find_map(|frame| {
        let (_, place) = frame.rsplit_once(file)?;
        let mut numbers = place.trim_end_matches(')').split(':').skip(1).map(str::parse::<u32>);
        Some(Position { line: numbers.next()?.ok()?, column: numbers.next()?.ok()? })
    })
}

/// A thrown value that is no error, without running the script's own conversions.
fn plain(thrown: &Value<'_>) -> String {
    if let Some(text) = thrown.as_string() {
        return text.to_string().unwrap_or_default();
    }
    if let Some(number) = thrown.as_number() {
        return number.to_string();
    }
    format!("a value of type {}", thrown.type_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_is_the_first_frame_in_the_authors_file() {
        let stack = "    at executeStep (environment.js:10:4)\n    at onFail (login.js:7:13)\n    at login.js:2:1\n";

        assert_eq!(position(stack, "login.js"), Some(Position { line: 7, column: 13 }));
        assert_eq!(position(stack, "other.js"), None);
    }
}
