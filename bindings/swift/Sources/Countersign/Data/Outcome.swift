/// What a push turned out to be.
public enum PushOutcome: Sendable, Hashable {
  /// Not for this library: pass it on.
  case notOurs
  /// For no account on this device, or about a challenge that is over. Show nothing.
  case nothing
  /// A challenge waits. Show it.
  case waiting(Challenge)
  /// News for the person to read, now in history.
  case notice(Event)
}

/// What asking all servers brought.
public struct Refreshed: Sendable, Hashable {
  /// Challenges seen for the first time.
  public let newChallenges: [Challenge]
  /// What went wrong, account by account; the others are up to date.
  public let problems: [Problem]
}

/// What went wrong with one account.
public struct Problem: Sendable, Hashable {
  /// The account.
  public let account: Account.ID
  /// Why.
  public let error: CountersignError
}

/// The state of everything.
public struct Health: Sendable, Hashable {
  /// Whether nothing needs attention.
  public let isGood: Bool
  /// Account by account, in order of enrollment.
  public let accounts: [AccountHealth]
  /// Records that cannot be read. They are kept.
  public let damaged: [DamagedRecord]
  /// Enrollments that began and have no receipt yet.
  public let unfinishedEnrollments: [Account.ID]
  /// Answers that the server has not confirmed.
  public let unconfirmedAnswers: Int
}

/// The state of one account.
public struct AccountHealth: Sendable, Hashable {
  /// The account.
  public let account: Account.ID
  /// Whether it can be used.
  public let state: AccountState
  /// Server time minus this device's time.
  public let clockOffset: Duration
  /// Whether the server knows where pushes go; `nil` for a device that only polls.
  public let pushRegistered: Bool?
  /// What went wrong when the server was asked just now.
  public let problem: CountersignError?
}
