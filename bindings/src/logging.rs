//! From the library's log to the app's.

use std::fmt::{self, Write};
use std::sync::{Arc, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::{Fault, LogLevel, LogRecord, LogSink};

/// Sends this library's log, at `level` and above, to `sink`. Once per process; the sink is kept until the process ends.
///
/// # Errors
/// `core.logging_taken` when it was done before.
#[uniffi::export]
pub fn set_log_sink(sink: Arc<dyn LogSink>, level: LogLevel) -> Result<(), Fault> {
    INSTALLED.set(()).map_err(|()| Fault::logging_taken())?;
    let forwarder = Forwarder { sink, level: level.into() };
    tracing::subscriber::set_global_default(forwarder).map_err(|_| Fault::logging_taken())
}

static INSTALLED: OnceLock<()> = OnceLock::new();

struct Forwarder {
    sink: Arc<dyn LogSink>,
    level: Level,
}

impl Subscriber for Forwarder {
    /// Other libraries may log whatever they like, so they are not heard.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level && metadata.target().starts_with("countersign")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let metadata = event.metadata();
        let record = LogRecord { level: metadata.level().into(), target: metadata.target().to_owned(), text: line.0 };
        // A receiver that fails has nobody to tell.
        let _ = self.sink.take(record);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The fields of an event in one line, its text first.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let written = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
        written.expect("a String takes everything");
    }
}

impl From<LogLevel> for Level {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
        }
    }
}

impl From<&Level> for LogLevel {
    fn from(level: &Level) -> Self {
        match *level {
            Level::ERROR => Self::Error,
            Level::WARN => Self::Warn,
            Level::INFO => Self::Info,
            Level::DEBUG | Level::TRACE => Self::Debug,
        }
    }
}
