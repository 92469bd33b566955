package dev.countersign

import dev.countersign.generated.setLogSink
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Receives what the library logs. Called from any thread; be quick, and call nothing of the library from here. */
public fun interface LogSink {
    /** Takes one record. Throwing changes nothing. */
    public fun take(record: LogRecord)
}

/**
 * One line of log. Safe to keep: no secret, token, name or URL is in it.
 *
 * @property level How important it is.
 * @property target The part of the library that speaks, for example `countersign_core::engine`.
 * @property text What it says, in English.
 */
public data class LogRecord(
    public val level: LogLevel,
    public val target: String,
    public val text: String,
)

/** How important a log record is, most important first. */
public enum class LogLevel {
    /** Something is broken. */
    ERROR,

    /** Something went wrong that is made good later. */
    WARN,

    /** Something worth knowing happened. */
    INFO,

    /** For the library's developers. */
    DEBUG,
}

/**
 * Sends what the library logs, at [level] and above, to [sink]. Once per process; the sink is kept until the process ends.
 *
 * @throws InternalException `core.logging_taken` when it was done before.
 */
public suspend fun logTo(level: LogLevel, sink: LogSink) {
    withContext(Dispatchers.IO) {
        told { setLogSink(AppLogSink(sink), level.lowered()) }
    }
}
