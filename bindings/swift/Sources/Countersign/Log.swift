internal import CountersignGenerated

/// One line of log. Safe to keep: no secret, token, name or URL is in it.
public struct LogRecord: Sendable, Hashable {
  /// How important it is.
  public let level: LogLevel
  /// The part of the library that speaks.
  public let target: String
  /// What it says, in English.
  public let text: String
}

/// How important a log record is, most important first.
public enum LogLevel: Sendable, Hashable {
  /// Something is broken.
  case error
  /// Something went wrong that is made good later.
  case warn
  /// Something worth knowing happened.
  case info
  /// For the library's developers.
  case debug
}

/// What the library logs.
public enum Log {
  /// Sends what the library logs, at `level` and above, to `receiver`. Once per process; it is kept until the process ends.
  ///
  /// Called from any thread; be quick, and call nothing of this library from there. Throws `core.logging_taken` when it was done before.
  public static func send(_ level: LogLevel = .info, to receiver: @escaping @Sendable (LogRecord) -> Void) throws {
    try Authenticator.told { try setLogSink(sink: Sink(receiver), level: level.generated) }
    installed.set(receiver)
  }

  static func tell(_ level: LogLevel, _ text: String) {
    installed.value?(LogRecord(level: level, target: "countersign_swift", text: text))
  }

  private static let installed = Locked<(@Sendable (LogRecord) -> Void)?>(nil)
}

private final class Sink: CountersignGenerated.LogSink {
  private let receiver: @Sendable (LogRecord) -> Void

  init(_ receiver: @escaping @Sendable (LogRecord) -> Void) {
    self.receiver = receiver
  }

  func take(record: CountersignGenerated.LogRecord) {
    receiver(LogRecord(level: LogLevel(record.level), target: record.target, text: record.text))
  }
}
